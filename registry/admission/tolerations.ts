/** Two lists of tolerations as one, without those that another one covers (kubernetes pkg/util/tolerations). */
import { same, type core } from '../../api';

export function mergeTolerations(first: readonly core.Toleration[] = [], second: readonly core.Toleration[] = []): core.Toleration[] {
  const all = [...first, ...second];
  const merged: core.Toleration[] = [];
  for (const [i, toleration] of all.entries()) {
    const redundant = merged.some((other) => covers(other, toleration))
      // Of equal ones the first stays.
      || all.slice(i + 1).some((later) => !same(toleration, later) && covers(later, toleration));
    if (!redundant) merged.push(toleration);
  }
  return merged;
}

/** Whether whatever `toleration` tolerates is tolerated by `wide` too. */
function covers(wide: core.Toleration, toleration: core.Toleration): boolean {
  if (same(wide, toleration)) return true;
  if ((wide.key ?? '') !== (toleration.key ?? '') && (wide.key || wide.operator !== 'Exists')) return false;
  if (wide.effect && wide.effect !== toleration.effect) return false;
  if (wide.effect === 'NoExecute' && wide.tolerationSeconds !== undefined && (toleration.tolerationSeconds ?? Infinity) > wide.tolerationSeconds) return false;
  if (wide.operator === 'Exists') return true;
  return (wide.operator ?? 'Equal') === 'Equal' && (toleration.operator ?? 'Equal') === 'Equal' && (wide.value ?? '') === (toleration.value ?? '');
}
