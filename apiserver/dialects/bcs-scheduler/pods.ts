/** The pods that taskgroups are, found by their application. */
import { bcsRules, kinds, parseLabelSelector, type bcs, type core } from '../../../api';
import type { Service } from './call';

/** Of the application's label it is one value: the index is asked, nothing else is looked at. Successors behind their gates are among them. */
export async function podsOf({ registry }: Pick<Service, 'registry'>, application: bcs.BcsApplication): Promise<readonly core.Pod[]> {
  const { metadata: { namespace, uid } } = application;
  const labels = parseLabelSelector(`${bcsRules.marks.applicationLabel}=${bcsRules.labelName(bcsRules.bcsNameOf(application).name)}`);
  const { items } = await registry.of(kinds.pods).list({ namespace, labels });
  return items.filter((pod) => isOf(pod, uid));
}

export const isOf = ({ metadata: { ownerReferences = [] } }: core.Pod, uid: string | undefined): boolean => ownerReferences.some((owner) => owner.controller === true && owner.uid === uid);

/** Nobody is told of what waits behind its gate. */
export const isTold = ({ spec: { schedulingGates = [] } }: core.Pod): boolean => !schedulingGates.some(({ name }) => name === bcsRules.marks.successorGate);

/** What BCS calls the taskgroup. */
export const taskgroupIdOf = ({ metadata: { annotations } }: core.Pod): string => annotations?.[bcsRules.marks.taskgroupAnnotation] ?? '';
