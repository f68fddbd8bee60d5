/** What becomes of a pod on a node with NoExecute taints (kubernetes pkg/controller/tainteviction). Pure. */
import { tolerated, type core } from '../../api';

/** How long the pod may stay, in milliseconds: 0, not at all; Infinity, for good. */
export function mayStay(taints: readonly core.Taint[], tolerations: readonly core.Toleration[]): number {
  if (taints.length === 0) return Infinity;
  const used = taints.map((taint) => tolerations.find((toleration) => tolerated(taint, [toleration])));
  if (used.includes(undefined)) return 0;
  const seconds = used.flatMap((toleration) => toleration?.tolerationSeconds ?? []);
  return seconds.length === 0 ? Infinity : Math.max(0, Math.min(...seconds)) * 1000;
}
