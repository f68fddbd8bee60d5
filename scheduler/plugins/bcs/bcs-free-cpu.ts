/**
 * Where most cpu is free, of equals the first by name; but one launch, or one scaling, gives every node that fits a taskgroup before it gives any a
 * second one (section 7.1 of the document's specification).
 */
import { maxNodeScore, type SchedulerPlugin } from '../../framework';
import { Passes } from './taskgroups';

export const bcsFreeCpu = (): SchedulerPlugin => ({
  name: 'BcsFreeCpu',
  sign: () => '',
  score: (_, { facts: { allocatable }, requested }) => allocatable.milliCpu - requested.milliCpu,
  normalize({ pod, snapshot }, scores, nodes) {
    const counts = snapshot.view('BcsPasses', () => new Passes()).countsOf(pod);
    const isBetter = (i: number, best: number): boolean => {
      const [a, b] = [nodes[i]?.name ?? '', nodes[best]?.name ?? ''];
      const [had, free] = [counts.size ? (counts.get(a) ?? 0) - (counts.get(b) ?? 0) : 0, (scores[i] ?? 0) - (scores[best] ?? 0)];
      return had !== 0 ? had < 0 : free !== 0 ? free > 0 : a < b;
    };
    let best = 0;
    for (let i = 1; i < nodes.length; i++) if (isBetter(i, best)) best = i;
    scores.fill(0);
    if (nodes.length) scores[best] = maxNodeScore;
  },
});
