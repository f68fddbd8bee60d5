/**
 * What has been found out of nodes by trial, for as long as it would be found out again: of a thousand pods that are alike the first
 * tries all candidates out, the others those that have changed since.
 */
import type { policy } from '../../../api';
import type { NodeInfo, PodInfo, Verdict, WhatIf } from '../../framework';
import type { Candidate } from './candidate';
import { startedAt } from './importance';
import { victimsOn, type Circumstances } from './victims';

export type Outcome = Candidate | Verdict;

/** Of a state of a node, for pods of one priority. */
interface Known { readonly version: number; readonly priority: number; readonly outcome: Outcome }

type Budgets = readonly policy.PodDisruptionBudget[];

const sameBudgets = (a: Budgets, b: Budgets): boolean => a.length === b.length && a.every((budget, i) => budget === b[i]);

export class DryRuns {
  /** By what pods have in common, then by the node's seat. */
  private known = new WeakMap<object, Known[]>();
  private budgets: Budgets = [];

  outcome(node: NodeInfo, preemptor: PodInfo, whatIf: WhatIf, circumstances: Circumstances): Outcome {
    const likeness = whatIf.likeness?.(node);
    if (!likeness) return victimsOn(node, preemptor, whatIf(node), circumstances);
    const bySeat = this.ofLikeness(likeness, circumstances);
    const known = bySeat[node.seat];
    if (known?.version === node.version && known.priority === preemptor.priority) return known.outcome;
    const outcome = victimsOn(node, preemptor, whatIf(node), circumstances);
    if (haveStarted(node, circumstances)) bySeat[node.seat] = { version: node.version, priority: preemptor.priority, outcome };
    return outcome;
  }

  private ofLikeness(likeness: object, { budgets }: Circumstances): Known[] {
    if (!sameBudgets(budgets, this.budgets)) [this.known, this.budgets] = [new WeakMap(), budgets];
    const bySeat = this.known.get(likeness) ?? [];
    this.known.set(likeness, bySeat);
    return bySeat;
  }
}

/** Where nobody is said to start later than now, it does not change with time who is more important. */
const haveStarted = ({ pods }: NodeInfo, { now }: Circumstances): boolean => !pods.some((pod) => startedAt(pod, now) > now);
