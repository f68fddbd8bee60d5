/**
 * What has been found out of nodes by trial, for as long as it would be found out again: of a thousand pods that are alike the first
 * tries all candidates out, the others those that have changed since.
 */
import type { policy } from '../../../api';
import type { NodeInfo, PodInfo, Verdict, WhatIf } from '../../framework';
import { NodeNotes } from '../../node-notes';
import type { Candidate } from './candidate';
import { startedAt } from './importance';
import { victimsOn, type Circumstances } from './victims';

export type Outcome = Candidate | Verdict;

type Budgets = readonly policy.PodDisruptionBudget[];

/** One list for all nodes of an attempt; of another attempt often another list of the same ones. */
const sameBudgets = (a: Budgets, b: Budgets): boolean => a === b || (a.length === b.length && a.every((budget, i) => budget === b[i]));

export class DryRuns {
  /** By what pods have in common. */
  private known = new WeakMap<object, NodeNotes<Outcome>>();
  private budgets: Budgets = [];

  outcome(node: NodeInfo, preemptor: PodInfo, whatIf: WhatIf, circumstances: Circumstances): Outcome {
    const { likeness } = whatIf;
    const nominated = likeness && whatIf.nominated?.(node);
    if (!likeness || !nominated) return victimsOn(node, preemptor, whatIf(node), circumstances);
    const notes = this.notesOf(likeness, circumstances);
    const known = notes.get(node, preemptor.priority, nominated);
    if (known) return known;
    const outcome = victimsOn(node, preemptor, whatIf(node), circumstances);
    if (haveStarted(node, circumstances)) notes.set(node, preemptor.priority, nominated, outcome);
    return outcome;
  }

  private notesOf(likeness: object, { budgets }: Circumstances): NodeNotes<Outcome> {
    if (!sameBudgets(budgets, this.budgets)) this.known = new WeakMap();
    this.budgets = budgets;
    const notes = this.known.get(likeness) ?? new NodeNotes();
    this.known.set(likeness, notes);
    return notes;
  }
}

/** Where nobody is said to start later than now, it does not change with time who is more important. */
const haveStarted = ({ pods }: NodeInfo, { now }: Circumstances): boolean => !pods.some((pod) => startedAt(pod, now) > now);
