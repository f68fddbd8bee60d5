/** reschedulerTaskgroup: a taskgroup is stopped, and another with its index takes its place. */
import { bcsRules, kinds } from '../../../../../api';
import type { Call } from '../../call';
import { taskgroupAt } from './taskgroups';

export async function reschedule(call: Call): Promise<void> {
  const { service, query } = call;
  const { metadata } = await taskgroupAt(call);
  const retainSeconds = secondsOf(query.get('hostRetainTime'));
  const wish = JSON.stringify({ id: service.nanos(), ...(retainSeconds > 0 && { retainSeconds }) });
  await service.registry.of(kinds.pods).update(metadata as Required<typeof metadata>, (current) => ({
    ...current, metadata: { ...current.metadata, annotations: { ...current.metadata.annotations, [bcsRules.marks.rescheduleAnnotation]: wish } },
  }));
}

/** What is no number of seconds is none. */
const secondsOf = (text = ''): number => (/^\d{1,9}$/.test(text) ? Number(text) : 0);
