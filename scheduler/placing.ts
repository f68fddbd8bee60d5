/** Which node for one pod: preFilter -> filter -> score -> select (kube-scheduler schedule_one.go, schedulePod). No I/O. */
import type { Random } from '../api';
import { Diagnosis } from './diagnosis';
import { isRejection, isSuccess, type Answer, type Cycle, type SchedulerPlugin, type Verdict } from './framework';
import type { NodeInfo } from './node-info';
import type { Framework, Scorer, With } from './profile';

export type Placement =
  | { readonly node: string }
  | { readonly node: undefined; readonly diagnosis: Diagnosis };

/** A plugin failed, as opposed to rejecting. */
export class PluginFailure extends Error {
  constructor(point: string, plugin: SchedulerPlugin, why: unknown) {
    super(`running ${point} plugin ${JSON.stringify(plugin.name)}: ${why instanceof Error ? why.message : String(why)}`, { cause: why });
    this.name = 'PluginFailure';
  }
}

/** Runs one point; what it throws, or answers as Error, becomes a PluginFailure. */
export function run<T>(point: string, plugin: SchedulerPlugin, call: () => T): T {
  let answer: T;
  try {
    answer = call();
  } catch (error) {
    throw new PluginFailure(point, plugin, error);
  }
  if (isVerdict(answer) && answer.code === 'Error') throw new PluginFailure(point, plugin, answer.reasons.join(', '));
  return answer;
}

const isVerdict = (answer: unknown): answer is Verdict => typeof answer === 'object' && answer !== null && 'code' in answer;

/** From this many nodes on, not all of them are looked at. */
const minFeasibleNodes = 100;
const minPercentage = 5;

/** How many feasible nodes are enough: all of few nodes, from 50% of many down to 5% of very many. */
export function feasibleNodesToFind(nodes: number, percentage: number | undefined): number {
  if (nodes < minFeasibleNodes) return nodes;
  const adaptive = Math.max(50 - Math.trunc(nodes / 125), minPercentage);
  return Math.max(Math.trunc((nodes * (percentage || adaptive)) / 100), minFeasibleNodes);
}

interface Search { readonly nodes: readonly NodeInfo[]; readonly filters: readonly With<'filter'>[] }

export class Placer {
  /** Where the next search begins, so that every node gets its turn. */
  private start = 0;

  constructor(private readonly framework: Framework, private readonly random: Random) {}

  /** The snapshot has at least one node. Throws PluginFailure. */
  place(cycle: Cycle): Placement {
    const diagnosis = new Diagnosis(cycle.snapshot);
    const search = this.prepare(cycle, diagnosis);
    const feasible = search ? this.findFeasible(cycle, search, diagnosis) : [];
    const [first, second] = feasible;
    if (first && second) return { node: this.best(cycle, feasible).name };
    if (first) return { node: first.name };
    this.askPostFilters(cycle, diagnosis);
    return { node: undefined, diagnosis };
  }

  /** Where to look with which filters; undefined when a preFilter plugin rejected the pod. */
  private prepare(cycle: Cycle, diagnosis: Diagnosis): Search | undefined {
    const skipped = new Set<SchedulerPlugin>();
    const narrowing: string[] = [];
    let names: ReadonlySet<string> | undefined;
    for (const plugin of this.framework.preFilters) {
      const answer = run('PreFilter', plugin, () => plugin.preFilter(cycle));
      if (answer && 'nodeNames' in answer) {
        names = names ? intersection(names, answer.nodeNames) : answer.nodeNames;
        narrowing.push(plugin.name);
      } else if (isRejection(answer)) return void diagnosis.rejectAll(plugin, answer as Verdict);
      else if (answer?.code === 'Skip') skipped.add(plugin);
    }
    const filters = skipped.size ? this.framework.filters.filter((plugin) => !skipped.has(plugin)) : this.framework.filters;
    if (!names) return { nodes: cycle.snapshot.nodes, filters };
    diagnosis.rejectOthers(narrowing);
    return { nodes: [...names].map((name) => cycle.snapshot.node(name)).filter((node) => node !== undefined), filters };
  }

  private findFeasible(cycle: Cycle, { nodes, filters }: Search, diagnosis: Diagnosis): NodeInfo[] {
    const enough = this.framework.scorers.length ? feasibleNodesToFind(nodes.length, this.framework.percentageOfNodesToScore) : 1;
    const feasible: NodeInfo[] = [];
    const count = nodes.length;
    for (let i = 0; i < count && feasible.length < enough; i++) {
      const node = nodes[(this.start + i) % count];
      if (node && passes(cycle, node, filters, diagnosis)) feasible.push(node);
    }
    this.start = (this.start + feasible.length + diagnosis.size) % cycle.snapshot.nodes.length;
    return feasible;
  }

  private askPostFilters(cycle: Cycle, diagnosis: Diagnosis): void {
    const messages: string[] = [];
    for (const plugin of this.framework.postFilters) {
      const answer = run('PostFilter', plugin, () => plugin.postFilter(cycle, diagnosis));
      if (answer?.reasons.length) messages.push(answer.reasons.join(', '));
      if (isSuccess(answer)) break;
    }
    diagnosis.postFilterMessage = messages.join(', ');
  }

  private best(cycle: Cycle, nodes: readonly NodeInfo[]): NodeInfo {
    const scores = totalScores(cycle, nodes, this.framework.scorers);
    return nodes[this.oneOfTheBest(scores)] as NodeInfo;
  }

  /** One draw per pod, however many nodes tie. */
  private oneOfTheBest(scores: Float64Array): number {
    let top = -Infinity;
    let ties = 0;
    for (const score of scores) {
      if (score > top) ties = 0;
      if (score >= top) ties++;
      if (score > top) top = score;
    }
    let skipTies = ties > 1 ? this.random.int(ties) : 0;
    return scores.findIndex((score) => score === top && skipTies-- === 0);
  }
}

const intersection = (a: ReadonlySet<string>, b: ReadonlySet<string>): ReadonlySet<string> => new Set([...a].filter((name) => b.has(name)));

/** The hot loop: thousands of calls per pod. */
function passes(cycle: Cycle, node: NodeInfo, filters: readonly With<'filter'>[], diagnosis: Diagnosis): boolean {
  for (const plugin of filters) {
    const answer = filter(cycle, node, plugin);
    if (answer === undefined || answer.code === 'Success') continue;
    if (answer.code === 'Error') throw new PluginFailure('Filter', plugin, answer.reasons.join(', '));
    diagnosis.reject(plugin, node, answer);
    return false;
  }
  return true;
}

function filter(cycle: Cycle, node: NodeInfo, plugin: With<'filter'>): Answer {
  try {
    return plugin.filter(cycle, node);
  } catch (error) {
    throw new PluginFailure('Filter', plugin, error);
  }
}

function totalScores(cycle: Cycle, nodes: readonly NodeInfo[], scorers: readonly Scorer[]): Float64Array {
  const totals = new Float64Array(nodes.length);
  for (const { plugin, weight } of scorers) {
    const answer = run('PreScore', plugin, () => plugin.preScore?.(cycle, nodes));
    if (answer?.code === 'Skip') continue;
    if (!isSuccess(answer)) throw new PluginFailure('PreScore', plugin, answer?.reasons.join(', '));
    const scores = run('Score', plugin, () => scoresOf(cycle, nodes, plugin));
    for (let i = 0; i < totals.length; i++) totals[i] = (totals[i] ?? 0) + weight * (scores[i] ?? 0);
  }
  return totals;
}

function scoresOf(cycle: Cycle, nodes: readonly NodeInfo[], plugin: With<'score'>): Float64Array {
  const scores = new Float64Array(nodes.length);
  for (let i = 0; i < nodes.length; i++) scores[i] = plugin.score(cycle, nodes[i] as NodeInfo);
  plugin.normalize?.(cycle, scores, nodes);
  return scores;
}
