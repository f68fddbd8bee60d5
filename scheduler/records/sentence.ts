/** A decision in one plain sentence. */
import { isRejection, type Verdict } from '../framework';
import type { Attempt } from './attempt';
import type { Basis, Cause, Decision, NodeDecision } from './decision';
import { countOf } from './wordings';

type Told = Pick<Decision, 'basis' | 'outcome' | 'node' | 'nominatedNode' | 'victims' | 'message' | 'nodeCounts'> & { readonly causes: readonly Cause[]; readonly nodes: readonly NodeDecision[] };

export function sentenceOf(attempt: Attempt, told: Told): string {
  switch (told.outcome) {
    case 'Placed': return placed(attempt, told);
    case 'Gated': return `is not tried yet: ${told.message ?? ''}`;
    case 'Failed': return `could not be placed: ${told.message ?? ''}`;
    case 'Unschedulable': return `cannot be placed: ${whyNot(attempt, told)}${preemption(attempt, told)}`;
  }
}

function whyNot(attempt: Attempt, { causes, nodeCounts, message }: Told): string {
  if (nodeCounts.all === 0) return 'there are no nodes';
  const refused = refusal(attempt);
  if (refused) return refused;
  // What comes after the search (reserve, permit, bind) is said by its message alone.
  return attempt.selected !== undefined || !causes.length ? message ?? '' : phrases(causes);
}

const phrases = (causes: readonly Cause[]): string => causes.map(({ phrase }) => phrase).join(', ');

/** A preFilter plugin refused the pod whatever the node. */
function refusal({ answers }: Attempt): string | undefined {
  for (const [plugin, answer] of answers.get('preFilter') ?? []) {
    if (answer && 'code' in answer && isRejection(answer as Verdict)) return `${plugin} refuses it on every node (${(answer as Verdict).reasons.join(', ')})`;
  }
  return undefined;
}

function preemption({ answers }: Attempt, { nominatedNode, victims, basis }: Told): string {
  const said = [...(answers.get('postFilter')?.values() ?? [])];
  if (!said.length) return '';
  if (nominatedNode && victims?.length) {
    const names = victims.map(({ namespace, name }) => `${namespace}/${name}`).join(', ');
    return `; ${countOf(victims.length, 'pod')} of lower priority ${leave(basis, victims.length)} ${nominatedNode} to make room (${names})`;
  }
  const reasons = said.flatMap((answer) => (answer && 'reasons' in answer ? answer.reasons : [])).join(', ');
  if (reasons.includes('preemptionPolicy=Never')) return '; it may not evict others (preemptionPolicy: Never)';
  if (reasons.includes('terminating pod on the nominated node')) return '; it waits for pods that are leaving the node kept for it';
  return '; evicting others would not help';
}

const leave = (basis: Basis, count: number): string => (basis === 'Computed' ? 'would have to leave' : count === 1 ? 'leaves' : 'leave');

function placed(attempt: Attempt, { basis, node = '', nodeCounts: { all, examined, feasible }, causes, nodes }: Told): string {
  const head = `${basis === 'Computed' ? 'would be placed' : 'placed'} on ${node}`;
  if (attempt.nominatedNode === node) return `${head}, which was kept for it`;
  const looked = examined < all ? ` (${examined} of ${all} nodes were looked at)` : '';
  if (all === 1) return `${head}, the only node`;
  if (feasible === 1) return `${head}, the only one of ${countOf(examined, 'node')} that fits${looked}${causes.length ? `: ${phrases(causes)}` : ''}`;
  return `${head}, ${comparison(attempt, node, nodes, feasible)}${looked}`;
}

function comparison({ extenders }: Attempt, chosen: string, nodes: readonly NodeDecision[], feasible: number): string {
  const scored = nodes.filter(({ total }) => total !== undefined).sort((a, b) => (b.total ?? 0) - (a.total ?? 0));
  const winner = scored.find(({ name }) => name === chosen);
  const next = scored.find(({ name }) => name !== chosen);
  if ([...extenders.values()].some((results) => results.has('prioritize'))) return `one of ${feasible} nodes that fit, with what extenders think of them`;
  if (!winner || !next) return `one of ${feasible} nodes that fit`;
  const equals = scored.filter(({ total }) => total === winner.total).length;
  if (equals > 1) return `drawn by lot among ${equals} equals of the ${feasible} nodes that fit (${winner.total} points each)`;
  return `the best of ${feasible} nodes that fit: ${winner.total} points, then ${next.name} with ${next.total}${difference(winner, next)}`;
}

/** The plugin that made most of the difference. */
function difference({ scores: won = {} }: NodeDecision, { name, scores: lost = {} }: NodeDecision): string {
  const gaps = Object.keys(won).map((plugin) => ({ plugin, gap: (won[plugin]?.final ?? 0) - (lost[plugin]?.final ?? 0) })).sort((a, b) => b.gap - a.gap);
  const [most] = gaps;
  return most && most.gap > 0 ? ` (${name} has ${lost[most.plugin]?.final ?? 0} for ${most.plugin} against ${won[most.plugin]?.final ?? 0})` : '';
}
