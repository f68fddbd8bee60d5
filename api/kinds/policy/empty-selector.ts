/**
 * In policy/v1beta1 a selector without requirements selects no pods; in v1 it selects all. A requirement that nobody meets, or
 * everybody, says in each version what it cannot say otherwise (kubernetes pkg/apis/policy/helper.go).
 */
import type * as policy from '../../schema/types/policy.v1';
import { same } from '../equality';

export type Selector = policy.PodDisruptionBudgetSpec['selector'];

const key = 'pdb.kubernetes.io/deprecated-v1beta1-empty-selector-match';

export const empty: Selector = {};
export const nobody: Selector = { matchExpressions: [{ key, operator: 'Exists' }] };
export const everybody: Selector = { matchExpressions: [{ key, operator: 'DoesNotExist' }] };

/** In place. Beside requirements of the user's own the mark means nothing, and goes. */
export function dropMark(selector: Selector): void {
  if (!selector?.matchExpressions?.some((requirement) => requirement.key === key) || same(selector, nobody)) return;
  const others = selector.matchExpressions.filter((requirement) => requirement.key !== key);
  if (others.length) selector.matchExpressions = others;
  else delete selector.matchExpressions;
}
