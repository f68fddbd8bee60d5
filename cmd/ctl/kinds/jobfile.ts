import { identity } from './columns';
import { labelTexts, type Kind } from './kind';

export const jobfile: Kind = {
  kind: 'JobFile', names: ['jobfiles'], root: '/apis/v1', plural: 'jobfiles',
  namespaced: true, hasGlobalList: false, hasUpdate: true,
  columns: identity('jobfile'),
  texts: labelTexts,
};
