/** ReplicaSets (kubernetes pkg/registry/apps/replicaset, pkg/apis/apps/validation). */
import { define } from '../../define';
import type * as apps from '../../schema/types/apps.v1';
import { immutable, nonNegative } from '../checks';
import { defaultPodTemplate } from '../core/pod-template/default';
import { replicaColumns, validateReplicaStatus } from '../replicas';
import { scaleProjection } from '../scale';
import { statusView } from '../status-view';
import { validateSelected, warnAboutName, warnAboutTemplate, workloadColumns } from '../workload';

export const replicasets = define<apps.ReplicaSet>('apps', 'v1', 'ReplicaSet', {
  strategy: {
    default({ spec }) {
      spec.replicas ??= 1;
      defaultPodTemplate(spec.template);
    },
    validate: (set) => [
      ...nonNegative(set.spec.replicas, 'spec.replicas'),
      ...nonNegative(set.spec.minReadySeconds, 'spec.minReadySeconds'),
      // A ReplicaSet was made for deployments, and its texts say so.
      ...validateSelected(set, { kind: 'deployment', templateKind: 'ReplicaSet', badSelector: 'invalid label selector' }),
    ],
    warnings: (set, old) => [...(old ? [] : warnAboutName(set)), ...warnAboutTemplate(set, old)],
    validateUpdate: ({ spec }, { spec: old }) => immutable(spec.selector, old.selector, 'spec.selector'),
  },
  subresources: { status: statusView<apps.ReplicaSet>({ validateUpdate: validateReplicaStatus }), scale: scaleProjection() },
  fields: { 'status.replicas': ({ status }) => String(status.replicas ?? 0) },
  columns: [
    ...replicaColumns<apps.ReplicaSet>(),
    ...workloadColumns<apps.ReplicaSet>(),
  ],
});
