/** The fewest and least important pods whose leaving makes room on a node (kube-scheduler defaultpreemption, SelectVictimsOnNode). */
import type { policy } from '../../../api';
import { isSuccess, unresolvable, type NodeInfo, type PodInfo, type Trial, type Verdict } from '../../framework';
import { splitByBudgets } from './budgets';
import type { Candidate } from './candidate';
import { byImportance } from './importance';

const nobody = unresolvable('No preemption victims found for incoming pod');

export const mayPreempt = (preemptor: PodInfo, victim: PodInfo): boolean => victim.priority < preemptor.priority;

export interface Circumstances {
  readonly budgets: readonly policy.PodDisruptionBudget[];
  readonly now: number;
}

/** The node with its victims, or why evicting pods would not help there. */
export function victimsOn(node: NodeInfo, preemptor: PodInfo, trial: Trial, { budgets, now }: Circumstances): Candidate | Verdict {
  const eligible = node.pods.filter((pod) => mayPreempt(preemptor, pod));
  if (!eligible.length) return nobody;
  for (const pod of eligible) trial.remove(pod);
  const verdict = trial.verdict();
  if (verdict && !isSuccess(verdict)) return verdict;
  const { kept, free } = splitByBudgets(byImportance(eligible, now), budgets);
  // Whom a budget keeps is asked back first.
  const violating = kept.filter((pod) => !reprieved(pod, trial));
  const others = free.filter((pod) => !reprieved(pod, trial));
  // Upstream takes it for a failure of the filters when nobody has to go.
  if (!violating.length && !others.length) throw new Error(`expected at least one victim pod on node ${JSON.stringify(node.name)}`);
  return { node: node.name, victims: byImportance([...violating, ...others], now), violations: violating.length };
}

/** Whether the pod may stay after all. */
function reprieved(pod: PodInfo, trial: Trial): boolean {
  trial.add(pod);
  if (isSuccess(trial.verdict())) return true;
  trial.remove(pod);
  return false;
}
