/** A taskgroup by its id alone, and how it is just now. */
import { bcsRules, kinds, type core } from '../../../../../api';
import type { Service } from '../../call';
import { orNothing } from '../../or-nothing';
import { isTold, taskgroupIdOf } from '../../pods';
import { keyOf } from '../../sent';
import { noTaskgroup } from '../applications/taskgroups';

/** Rejects with E200. */
export async function taskgroupNamed({ registry }: Pick<Service, 'registry'>, id: string): Promise<core.Pod> {
  const parsed = bcsRules.parseTaskgroupId(id);
  const pod = parsed && (await orNothing(registry.of(kinds.pods).get(keyOf(parsed.namespace, id))));
  return pod && taskgroupIdOf(pod) === id && isTold(pod) ? pod : noTaskgroup(id);
}

/** What its node says is a part of it. */
export async function statusOf({ registry, clock }: Pick<Service, 'registry' | 'clock'>, pod: core.Pod): Promise<bcsRules.TaskgroupStatus> {
  const { nodeName } = pod.spec;
  const node = nodeName ? await orNothing(registry.of(kinds.nodes).get({ name: nodeName })) : undefined;
  return bcsRules.taskgroupOf(pod, { nodeLost: bcsRules.isNodeLost(pod, node, clock.now()) }).status;
}
