import { Diagnosis } from '../diagnosis';
import { unresolvable, unschedulable, type Cycle } from '../framework';
import { cycleOf, info, nodeInfo, type PodSketch } from '../testing/objects';
import { defaultPreemption } from './default-preemption';

const filter = { name: 'Filter' };

const explain = (pod: PodSketch): string | undefined => {
  const [tainted, empty, used] = [nodeInfo({ name: 'a' }), nodeInfo({ name: 'b' }), nodeInfo({ name: 'c' }, [info({ name: 'low' })])] as const;
  const cycle: Cycle = cycleOf(pod, tainted, empty, used);
  const diagnosis = new Diagnosis(cycle.snapshot);
  diagnosis.reject(filter, tainted, unresolvable('tainted'));
  diagnosis.reject(filter, empty, unschedulable('full'));
  diagnosis.reject(filter, used, unschedulable('full'));
  return defaultPreemption().postFilter?.(cycle, diagnosis, () => { throw new Error('nobody is tried'); })?.reasons.join();
};

test('nobody to evict', () => expect(explain({})).toBe(
  'preemption: 0/3 nodes are available: 1 Preemption is not helpful for scheduling, 2 No preemption victims found for incoming pod.'));

test('says by name that it does not evict', () => expect(explain({ spec: { priority: 10 } })).toContain('1 Preemption of pods with lower priority is not supported'));

test('a pod that must not preempt', () => expect(explain({ spec: { preemptionPolicy: 'Never' } })).toBe('preemption: not eligible due to preemptionPolicy=Never.'));
