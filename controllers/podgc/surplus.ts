/** Which of the pods that have ended are too many: evicted ones first, then the oldest. Pure. */
import type { core } from '../../api';

const isEvicted = ({ status: { phase, reason } }: core.Pod): boolean => phase === 'Failed' && reason === 'Evicted';

export function surplus(ended: readonly core.Pod[], most: number): readonly core.Pod[] {
  if (ended.length <= most) return [];
  return [...ended].sort(byUse).slice(0, ended.length - most);
}

function byUse(a: core.Pod, b: core.Pod): number {
  if (isEvicted(a) !== isEvicted(b)) return isEvicted(a) ? -1 : 1;
  const [one, other] = [keyOf(a), keyOf(b)];
  return one < other ? -1 : Number(one > other);
}

const keyOf = ({ metadata: { creationTimestamp = '', name = '' } }: core.Pod): string => `${creationTimestamp} ${name}`;
