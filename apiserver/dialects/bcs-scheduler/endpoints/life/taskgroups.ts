/** The taskgroups that something is sent to, as they are just now. */
import { bcsRules, kinds, type core } from '../../../../../api';
import type { Call, Service } from '../../call';
import { BcsFault } from '../../faults';
import { isTold, podsOf, taskgroupIdOf } from '../../pods';
import { keyOf } from '../../sent';
import { applicationAt } from '../applications/intend';
import { orNothing } from '../../or-nothing';

/** Those of the application that the path names. Rejects with E202. */
export async function taskgroupsAt(call: Call): Promise<readonly core.Pod[]> {
  return (await podsOf(call.service, await applicationAt(call))).filter(isTold);
}

/** The one that the path names, by its id or by its name (`app-test-0`). Rejects with E202, and E200 where the application has none that is called so. */
export async function taskgroupAt(call: Call): Promise<core.Pod> {
  const { taskgroup = '' } = call.at;
  const all = await taskgroupsAt(call);
  return all.find((pod) => taskgroupIdOf(pod) === taskgroup) ?? all.find((pod) => nameOf(pod) === taskgroup) ?? notThere(taskgroup);
}

function nameOf(pod: core.Pod): string | undefined {
  const id = bcsRules.parseTaskgroupId(taskgroupIdOf(pod));
  return id && bcsRules.taskgroupName(id);
}

/** Rejects with E200. */
export async function taskgroupNamed({ registry }: Pick<Service, 'registry'>, id: string): Promise<core.Pod> {
  const parsed = bcsRules.parseTaskgroupId(id);
  const pod = parsed && (await orNothing(registry.of(kinds.pods).get(keyOf(parsed.namespace, id))));
  return pod && taskgroupIdOf(pod) === id && isTold(pod) ? pod : notThere(id);
}

function notThere(id: string): never {
  throw new BcsFault('E200', `taskgroup ${id} not found`, { http: 404 });
}

/** What its node says is a part of it. */
export async function statusOf({ registry, clock }: Pick<Service, 'registry' | 'clock'>, pod: core.Pod): Promise<bcsRules.TaskgroupStatus> {
  const { nodeName } = pod.spec;
  const node = nodeName ? await orNothing(registry.of(kinds.nodes).get({ name: nodeName })) : undefined;
  return bcsRules.taskgroupOf(pod, { nodeLost: bcsRules.isNodeLost(pod, node, clock.now()) }).status;
}
