/** The taskgroups of the application that the path names, as they are just now. */
import { bcsRules, type core } from '../../../../../api';
import type { Call } from '../../call';
import { BcsFault } from '../../faults';
import { isTold, podsOf, taskgroupIdOf } from '../../pods';
import { applicationAt } from './intend';

/** Rejects with E202. */
export async function taskgroupsAt(call: Call): Promise<readonly core.Pod[]> {
  return (await podsOf(call.service, await applicationAt(call))).filter(isTold);
}

/** The one that the path names, by its id or by its name (`app-test-0`). Rejects with E202, and E200 where the application has none that is called so. */
export async function taskgroupAt(call: Call): Promise<core.Pod> {
  const { taskgroup = '' } = call.at;
  const all = await taskgroupsAt(call);
  return all.find((pod) => taskgroupIdOf(pod) === taskgroup) ?? all.find((pod) => nameOf(pod) === taskgroup) ?? noTaskgroup(taskgroup);
}

function nameOf(pod: core.Pod): string | undefined {
  const id = bcsRules.parseTaskgroupId(taskgroupIdOf(pod));
  return id && bcsRules.taskgroupName(id);
}

export function noTaskgroup(id: string): never {
  throw new BcsFault('E200', `taskgroup ${id} not found`, { http: 404 });
}
