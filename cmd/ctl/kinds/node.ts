import { numberAt } from '../member';
import { field, nameColumn, percent } from './columns';
import { labelTexts, type Kind } from './kind';

export const node: Kind = {
  kind: 'Node', names: ['nodes', 'no'], root: '/api/v1', plural: 'nodes',
  namespaced: false, hasGlobalList: true, hasUpdate: true,
  columns: [
    { name: 'Kind', cell: () => 'node' }, nameColumn, field('Status', 'status', 'condition'), field('IP', 'status', 'ip'),
    { name: 'CPU', cell: (object) => percent(numberAt(object, 'status', 'cpuPercent')) },
    { name: 'Memory', cell: (object) => percent(numberAt(object, 'status', 'memPercent')) },
  ],
  texts: labelTexts,
};
