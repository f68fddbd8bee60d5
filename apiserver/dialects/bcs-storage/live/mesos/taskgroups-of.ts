/** The pods that are taskgroups: by what they are found. */
import { bcsRules, type core } from '../../../../../api';
import type { Entry } from '../../../../../registry';
import type { Part } from '../derived';

const { marks } = bcsRules;

/** One that waits behind its gate is nobody's taskgroup yet. */
export const isTaskgroup = ({ object: { metadata: { annotations }, spec } }: Entry<core.Pod>): boolean =>
  spec.schedulerName === marks.schedulerName && annotations?.[marks.taskgroupAnnotation] !== undefined && !spec.schedulingGates?.some(({ name }) => name === marks.successorGate);

/** `<namespace>/<name>` of its application's object; '' for none. */
export function applicationOf({ metadata: { namespace, ownerReferences } }: core.Pod): string {
  const owner = ownerReferences?.find(({ kind, controller }) => kind === 'BcsApplication' && controller);
  return owner ? `${namespace ?? ''}/${owner.name}` : '';
}

export const byApplication = (pod: core.Pod): string => `application ${applicationOf(pod)}`;
export const byNode = (pod: core.Pod): string => `node ${pod.spec.nodeName ?? ''}`;
export const byNamespace = ({ metadata: { namespace } }: core.Pod): string => `namespace ${namespace ?? ''}`;

/** The part of a view that pods are. */
export const taskgroupsBy = (groups: (pod: core.Pod) => readonly string[], affects: Part<core.Pod>['affects']): Part<core.Pod> => ({ isPart: isTaskgroup, groups, affects });
