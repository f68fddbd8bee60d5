/** Tolerations against taints (k8s.io/component-helpers scheduling/corev1). */
import type * as core from '../schema/types/core.v1';

/** Gt and Lt belong to a feature that is off by default (KEP-5471): they tolerate nothing. */
function tolerates(toleration: core.Toleration, taint: core.Taint): boolean {
  if (toleration.effect && toleration.effect !== taint.effect) return false;
  if (toleration.key && toleration.key !== taint.key) return false;
  if (toleration.operator === 'Exists') return true;
  return (toleration.operator ?? 'Equal') === 'Equal' && (toleration.value ?? '') === (taint.value ?? '');
}

export const tolerated = (taint: core.Taint, tolerations: readonly core.Toleration[]): boolean =>
  tolerations.some((toleration) => tolerates(toleration, taint));

export const allTolerated = (taints: readonly core.Taint[], tolerations: readonly core.Toleration[]): boolean =>
  taints.length === 0 || taints.every((taint) => tolerated(taint, tolerations));
