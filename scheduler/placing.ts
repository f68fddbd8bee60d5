/** Which node for one pod: preFilter -> filter -> score -> select (kube-scheduler schedule_one.go, schedulePod). No I/O. */
import type { Random } from '../api';
import { Diagnosis } from './diagnosis';
import { Filtering, filtersOf, type Filters } from './filtering';
import { isRejection, isSuccess, type Cycle, type Nomination, type SchedulerPlugin, type Verdict } from './framework';
import type { NodeInfo } from './node-info';
import { Nominations } from './nominations';
import { PluginFailure, run } from './plugin-failure';
import type { With } from './points';
import type { Framework } from './profile';
import { Memory, type Remarks } from './remembered';

export type Placement =
  | { readonly node: string; readonly feasible: readonly NodeInfo[]; readonly diagnosis: Diagnosis }
  | {
    readonly node: undefined;
    readonly feasible: readonly NodeInfo[];
    readonly diagnosis: Diagnosis;
    /** What postFilter says of the pod's nomination; absent: as before. */
    readonly nomination?: Nomination;
  };

/** From this many nodes on, not all of them are looked at. */
const minFeasibleNodes = 100;
const minPercentage = 5;

/** How many feasible nodes are enough: all of few nodes, from 50% of many down to 5% of very many. */
export function feasibleNodesToFind(nodes: number, percentage: number | undefined): number {
  if (nodes < minFeasibleNodes) return nodes;
  const adaptive = Math.max(50 - Math.trunc(nodes / 125), minPercentage);
  return Math.max(Math.trunc((nodes * (percentage || adaptive)) / 100), minFeasibleNodes);
}

/** What preFilter leaves: where to look, with which filters. */
export interface Search {
  readonly nodes: readonly NodeInfo[];
  readonly filtering: Filtering;
  readonly diagnosis: Diagnosis;
  readonly remarks: Remarks | undefined;
}

export class Placer {
  /** Where the next search begins, so that every node gets its turn. */
  private start = 0;
  private readonly filters: Filters;
  private readonly memory: Memory;

  /** `compares`: whether more than one node that fits is wanted. */
  constructor(private readonly framework: Framework, private readonly random: Random, readonly nominations = new Nominations(),
    private readonly compares = framework.scorers.length > 0) {
    this.filters = filtersOf(framework.at.filter);
    const signed = framework.scorers.flatMap(({ plugin }) => (plugin.sign ? [plugin] : []));
    this.memory = new Memory([...new Set<SchedulerPlugin>([...this.filters.signed, ...signed])], framework.scorers.length);
  }

  /** The snapshot has at least one node. Throws PluginFailure. */
  place(cycle: Cycle): Placement {
    const search = this.begin(cycle);
    const { diagnosis } = search;
    const feasible = search.nodes.length ? this.nominatedNode(cycle, search) ?? this.findFeasible(cycle, search) : [];
    const [first, second] = feasible;
    if (first && second) return { node: this.oneOfTheBest(feasible, this.scores(cycle, feasible, search)).name, feasible, diagnosis };
    if (first) return { node: first.name, feasible, diagnosis };
    return this.unplaced(cycle, search);
  }

  /** No nodes are left when a preFilter plugin rejected the pod. */
  begin(cycle: Cycle): Search {
    const diagnosis = new Diagnosis(cycle.snapshot);
    const nodes = this.prepare(cycle, diagnosis);
    return { ...nodes, diagnosis, remarks: nodes.nodes.length ? this.memory.of(cycle.pod) : undefined };
  }

  private prepare(cycle: Cycle, diagnosis: Diagnosis): Pick<Search, 'nodes' | 'filtering'> {
    const skipped = new Set<SchedulerPlugin>();
    const narrowing: string[] = [];
    let names: ReadonlySet<string> | undefined;
    for (const plugin of this.framework.at.preFilter) {
      const answer = run('PreFilter', plugin, () => plugin.preFilter(cycle));
      if (answer && 'nodeNames' in answer) {
        names = names ? intersection(names, answer.nodeNames) : answer.nodeNames;
        narrowing.push(plugin.name);
      } else if (isRejection(answer)) {
        diagnosis.rejectAll(plugin, answer as Verdict);
        return { nodes: [], filtering: this.filteringWithout(skipped) };
      } else if (answer?.code === 'Skip') skipped.add(plugin);
    }
    const filtering = this.filteringWithout(skipped);
    if (!names) return { nodes: cycle.snapshot.nodes, filtering };
    diagnosis.rejectOthers(narrowing);
    return { nodes: [...names].map((name) => cycle.snapshot.node(name)).filter((node) => node !== undefined), filtering };
  }

  private filteringWithout(skipped: ReadonlySet<SchedulerPlugin>): Filtering {
    const { preFilter } = this.framework.at;
    const { signed, others } = this.filters;
    if (!skipped.size) return new Filtering(preFilter, this.filters, this.nominations);
    const left = <P extends SchedulerPlugin>(plugins: readonly P[]): readonly P[] => plugins.filter((plugin) => !skipped.has(plugin));
    return new Filtering(left(preFilter), { signed: left(signed), others: left(others) }, this.nominations);
  }

  /** The node that was kept for the pod, if it has room by now: no other is looked at. */
  nominatedNode(cycle: Cycle, { nodes, filtering }: Search): readonly NodeInfo[] | undefined {
    const node = cycle.nominatedNode && cycle.snapshot.node(cycle.nominatedNode);
    if (!node || (nodes !== cycle.snapshot.nodes && !nodes.includes(node))) return undefined;
    return filtering.rejection(cycle, node) ? undefined : [node];
  }

  findFeasible(cycle: Cycle, { nodes, filtering, diagnosis, remarks }: Search): readonly NodeInfo[] {
    const enough = this.compares ? feasibleNodesToFind(nodes.length, this.framework.percentageOfNodesToScore) : 1;
    const feasible: NodeInfo[] = [];
    const count = nodes.length;
    for (let i = 0; i < count && feasible.length < enough; i++) {
      const node = nodes[(this.start + i) % count] as NodeInfo;
      const rejection = filtering.rejection(cycle, node, remarks);
      if (rejection) diagnosis.reject(node, rejection);
      else feasible.push(node);
    }
    this.start = (this.start + feasible.length + diagnosis.size) % cycle.snapshot.nodes.length;
    return feasible;
  }

  /** What can be done about it. */
  unplaced(cycle: Cycle, search: Search): Placement {
    return { node: undefined, feasible: [], diagnosis: search.diagnosis, nomination: this.askPostFilters(cycle, search) };
  }

  private askPostFilters(cycle: Cycle, { diagnosis, filtering, remarks }: Search): Nomination | undefined {
    const whatIf = filtering.whatIf(cycle, remarks);
    const messages: string[] = [];
    let nomination: Nomination | undefined;
    for (const plugin of this.framework.at.postFilter) {
      const answer = run('PostFilter', plugin, () => plugin.postFilter(cycle, diagnosis, whatIf));
      if (answer?.reasons.length) messages.push(answer.reasons.join(', '));
      if (answer && 'nominate' in answer) nomination = answer;
      if (isSuccess(answer)) break;
    }
    diagnosis.postFilterMessage = messages.join(', ');
    return nomination;
  }

  /** In the order of the nodes. */
  scores(cycle: Cycle, nodes: readonly NodeInfo[], { remarks }: Search): Float64Array {
    return totalScores(cycle, nodes, this.framework, remarks);
  }

  /** One draw per pod, however many nodes tie. */
  oneOfTheBest(nodes: readonly NodeInfo[], scores: Float64Array): NodeInfo {
    let top = -Infinity;
    let ties = 0;
    for (const score of scores) {
      if (score > top) ties = 0;
      if (score >= top) ties++;
      if (score > top) top = score;
    }
    let skipTies = ties > 1 ? this.random.int(ties) : 0;
    return nodes[scores.findIndex((score) => score === top && skipTies-- === 0)] as NodeInfo;
  }
}

const intersection = (a: ReadonlySet<string>, b: ReadonlySet<string>): ReadonlySet<string> => new Set([...a].filter((name) => b.has(name)));

function totalScores(cycle: Cycle, nodes: readonly NodeInfo[], { at, scorers }: Framework, remarks: Remarks | undefined): Float64Array {
  const skipped = new Set<SchedulerPlugin>();
  for (const plugin of at.preScore) {
    const answer = run('PreScore', plugin, () => plugin.preScore(cycle, nodes));
    if (answer?.code === 'Skip') skipped.add(plugin);
    else if (!isSuccess(answer)) throw new PluginFailure('PreScore', plugin, answer?.reasons.join(', '));
  }
  const totals = new Float64Array(nodes.length);
  if (remarks) for (const node of nodes) remarks.turnTo(node);
  for (const [place, { plugin, weight }] of scorers.entries()) {
    if (skipped.has(plugin)) continue;
    const scores = run('Score', plugin, () => (remarks && plugin.sign ? rememberedScores(cycle, nodes, plugin, remarks.column(place)) : scoresOf(cycle, nodes, plugin)));
    plugin.normalize?.(cycle, scores, nodes);
    for (let i = 0; i < totals.length; i++) totals[i] = (totals[i] ?? 0) + weight * (scores[i] ?? 0);
  }
  return totals;
}

function scoresOf(cycle: Cycle, nodes: readonly NodeInfo[], plugin: With<'score'>): Float64Array {
  const scores = new Float64Array(nodes.length);
  for (let i = 0; i < nodes.length; i++) scores[i] = plugin.score(cycle, nodes[i] as NodeInfo);
  return scores;
}

/** `column`: what is known by seat; NaN where the plugin has to be asked. */
function rememberedScores(cycle: Cycle, nodes: readonly NodeInfo[], plugin: With<'score'>, column: Float64Array): Float64Array {
  const scores = new Float64Array(nodes.length);
  for (let i = 0; i < nodes.length; i++) {
    const node = nodes[i] as NodeInfo;
    let score = column[node.seat] ?? NaN;
    if (Number.isNaN(score)) column[node.seat] = score = plugin.score(cycle, node);
    scores[i] = score;
  }
  return scores;
}
