import { listAt, textAt, type Fields } from '../member';
import { field, identity } from './columns';
import { labelTexts, podTexts, type Kind } from './kind';

export const pod: Kind = {
  kind: 'Pod', names: ['pods', 'po'], root: '/api/v1', plural: 'pods',
  namespaced: true, hasGlobalList: true, hasUpdate: true,
  columns: [
    ...identity('pod'), field('Status', 'status', 'phase'), field('IP', 'status', 'podIP'), { name: 'RunTime', cell: runTime }, field('Node', 'spec', 'nodeName'),
  ],
  texts: [...labelTexts, ...podTexts('spec')],
};

/** Since its first container has started. */
function runTime(object: Fields, now: number): string {
  const startedAt = Date.parse(textAt(listAt(object, 'status', 'containerStatuses')[0], 'startedAt'));
  return startedAt > 0 ? goDuration(Math.max(0, Math.floor((now - startedAt) / 1000))) : 'Not Created Yet';
}

/** Whole seconds as Go's Duration prints them: 1h0m5s. */
function goDuration(seconds: number): string {
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return `${hours ? `${hours}h` : ''}${hours || minutes ? `${minutes}m` : ''}${seconds % 60}s`;
}
