/**
 * Some of our plugins leave an attempt at a point that upstream's do not have, or need no preparing where upstream's do.
 * In the simulator's results they are as upstream's (kube-scheduler 1.36, plugins/noderesources, nodename, imagelocality).
 */
import type { Attempt, PointAnswer, Scores } from './attempt';
import { filtersOf } from './describe';

type Answers = readonly (readonly [plugin: string, answer: PointAnswer])[];

const ownSkips: Readonly<Record<'preFilter' | 'preScore', readonly string[]>> = { preFilter: ['NodeName'], preScore: ['ImageLocality'] };

/** Prepares at both points, and always succeeds. */
const preparing = 'NodeResourcesFit';

export function preFilterAnswers({ answers, cast }: Attempt): Answers {
  const said = [...(answers.get('preFilter') ?? [])].filter(([plugin]) => !ownSkips.preFilter.includes(plugin));
  return said.length && cast.at.filter.some(({ name }) => name === preparing) ? [...said, [preparing, undefined]] : said;
}

export function preScoreAnswers({ answers, scores }: Attempt): Answers {
  const said = [...(answers.get('preScore') ?? [])].filter(([plugin]) => !ownSkips.preScore.includes(plugin));
  return scores.has(preparing) ? [...said, [preparing, undefined]] : said;
}

/** Who has skipped by itself alone has let every node pass. */
export function filters(attempt: Attempt): readonly string[] {
  const asked = filtersOf(attempt);
  return attempt.cast.at.filter.map(({ name }) => name).filter((name) => asked.includes(name) || ownSkips.preFilter.includes(name));
}

/** Who has skipped by itself alone has found nothing to add. */
export function scores({ scores: given, feasible, cast, answers }: Attempt): ReadonlyMap<string, Scores> {
  if (!given.size) return given;
  const silent = cast.scorers.map(({ plugin }) => plugin.name).filter((name) => ownSkips.preScore.includes(name) && answers.get('preScore')?.has(name) && !given.has(name));
  return new Map<string, Scores>([...given, ...silent.map((name) => [name, { raw: new Float64Array(feasible.length) }] as const)]);
}
