import { field, identity } from './columns';
import { labelTexts, type Kind } from './kind';

export const workflow: Kind = {
  kind: 'Workflow', names: ['workflows', 'wf'], root: '/apis/v1', plural: 'workflows',
  namespaced: true, hasGlobalList: true, hasUpdate: true,
  columns: [...identity('workflow'), field('Phase', 'status', 'phase'), field('Result', 'status', 'result')],
  texts: [...labelTexts, 'spec.workflowNodes.*.choiceData.compareValue'],
};
