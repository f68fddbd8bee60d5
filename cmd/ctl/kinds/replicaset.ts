import { textAt } from '../member';
import { identity } from './columns';
import { labelTexts, podTexts, type Kind } from './kind';

export const replicaset: Kind = {
  kind: 'Replicaset', names: ['replicasets', 'rs'], root: '/apis/v1', plural: 'replicasets',
  namespaced: true, hasGlobalList: true, hasUpdate: true,
  columns: [
    ...identity('replicaset'),
    { name: 'Cur/Expect replica', cell: (object) => `${textAt(object, 'status', 'readyReplicas') || 0}/${textAt(object, 'status', 'replicas') || 0}` },
  ],
  texts: [...labelTexts, 'spec.selector.matchLabels.*', ...labelTexts.map((text) => `spec.template.${text}`), ...podTexts('spec.template.spec')],
};
