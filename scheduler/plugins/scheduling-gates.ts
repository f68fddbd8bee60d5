/** Keeps pods with spec.schedulingGates out of the queue (KEP-3521). */
import { unresolvable, type SchedulerPlugin } from '../framework';

export const schedulingGates = (): SchedulerPlugin => ({
  name: 'SchedulingGates',
  preEnqueue({ pod }) {
    const gates = pod.spec?.schedulingGates ?? [];
    return gates.length ? unresolvable(`waiting for scheduling gates: [${gates.map((gate) => gate.name).join(' ')}]`) : undefined;
  },
  wakeOn: [{ subject: 'Self', kinds: ['OwnGatesRemoved'] }],
});
