import { textAt } from '../member';
import { identity } from './columns';
import { labelTexts, type Kind } from './kind';

export const dns: Kind = {
  kind: 'Dns', names: [], root: '/apis/v1', plural: 'dns',
  namespaced: true, hasGlobalList: false, hasUpdate: false,
  columns: [...identity('dns'), { name: 'Status', cell: (object) => textAt(object, 'status', 'phase') || 'Unknown' }],
  texts: [...labelTexts, 'spec.paths.*.svcPort'],
};
