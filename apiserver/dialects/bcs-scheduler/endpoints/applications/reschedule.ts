/** reschedulerTaskgroup: a taskgroup is stopped, and another with its index takes its place. */
import { bcsRules, kinds, type core } from '../../../../../api';
import type { Call } from '../../call';
import { BcsFault } from '../../faults';
import { isTold, podsOf, taskgroupIdOf } from '../../pods';
import { applicationAt } from './intend';

export async function reschedule(call: Call): Promise<void> {
  const { service, at: { taskgroup = '' }, query } = call;
  const application = await applicationAt(call);
  const pod = named(await podsOf(service, application), taskgroup);
  if (!pod) throw new BcsFault('E200', `taskgroup ${taskgroup} not found`, { http: 404 });
  const retainSeconds = secondsOf(query.get('hostRetainTime'));
  const wish = JSON.stringify({ id: service.nanos(), ...(retainSeconds > 0 && { retainSeconds }) });
  await service.registry.of(kinds.pods).update(pod.metadata as Required<typeof pod.metadata>, (current) => ({
    ...current, metadata: { ...current.metadata, annotations: { ...current.metadata.annotations, [bcsRules.marks.rescheduleAnnotation]: wish } },
  }));
}

/** By its id, or by its name: `app-test-0` is the one that has this index now. */
function named(pods: readonly core.Pod[], name: string): core.Pod | undefined {
  const told = pods.filter(isTold);
  return told.find((pod) => taskgroupIdOf(pod) === name) ?? told.find((pod) => nameOf(pod) === name);
}

function nameOf(pod: core.Pod): string | undefined {
  const id = bcsRules.parseTaskgroupId(taskgroupIdOf(pod));
  return id && bcsRules.taskgroupName(id);
}

/** What is no number of seconds is none. */
const secondsOf = (text = ''): number => (/^\d{1,9}$/.test(text) ? Number(text) : 0);
