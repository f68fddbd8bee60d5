/**
 * A pod that fits nowhere may send pods of lower priority away: it is nominated for the node where that does the
 * least harm, and waits there until they are gone (kube-scheduler plugins/defaultpreemption, framework/preemption).
 */
import { fieldError, kinds, type policy, type Random } from '../../api';
import { int32, struct } from '../configuration/reading';
import { nodesAvailable } from '../diagnosis';
import {
  unresolvable, unschedulable, type Cycle, type NodeInfo, type Nomination, type PluginIngredients, type PodInfo, type Rejections,
  type SchedulerPlugin, type Verdict,
} from '../framework';
import { declareArgs } from '../plugin-args';
import type { Candidate } from './preemption/candidate';
import { leastHarm } from './preemption/choice';
import { DryRuns, type Outcome } from './preemption/dry-runs';
import { mayPreempt, type Circumstances } from './preemption/victims';

const never = unschedulable('preemption: not eligible due to preemptionPolicy=Never.');
const underWay = unschedulable('preemption: not eligible due to a terminating pod on the nominated node.');
const notHelpful = unresolvable('Preemption is not helpful for scheduling');

interface DefaultPreemptionArgs { readonly minCandidateNodesPercentage: number; readonly minCandidateNodesAbsolute: number }

const { invalid } = fieldError;

export const defaultPreemptionArgs = declareArgs<DefaultPreemptionArgs>({
  kind: 'DefaultPreemptionArgs',
  read: struct('DefaultPreemptionArgs', { minCandidateNodesPercentage: int32, minCandidateNodesAbsolute: int32 }),
  complete: (given) => ({ minCandidateNodesPercentage: 10, minCandidateNodesAbsolute: 100, ...given }),
  faults({ minCandidateNodesPercentage: percentage, minCandidateNodesAbsolute: absolute }, field) {
    const [atPercentage, atAbsolute] = [`${field}.minCandidateNodesPercentage`, `${field}.minCandidateNodesAbsolute`];
    if (percentage === 0 && absolute === 0) {
      return [
        invalid(atPercentage, 0, 'cannot be zero at the same time as minCandidateNodesAbsolute'),
        invalid(atAbsolute, 0, 'cannot be zero at the same time as minCandidateNodesPercentage'),
      ];
    }
    return [
      ...(percentage < 0 || percentage > 100 ? [invalid(atPercentage, percentage, 'not in valid range [0, 100]')] : []),
      ...(absolute < 0 ? [invalid(atAbsolute, absolute, 'not in valid range [0, inf)')] : []),
    ];
  },
});

/** How many candidates are enough to choose from. */
const enoughOf = (nodes: number, { minCandidateNodesPercentage, minCandidateNodesAbsolute }: DefaultPreemptionArgs): number =>
  Math.min(Math.max(Math.trunc((nodes * minCandidateNodesPercentage) / 100), minCandidateNodesAbsolute), nodes);

/** Leaves because of an earlier preemption. */
const isLeaving = ({ pod }: PodInfo): boolean => {
  const condition = pod.metadata.deletionTimestamp ? pod.status?.conditions?.find(({ type }) => type === 'DisruptionTarget') : undefined;
  return condition?.status === 'True' && condition.reason === 'PreemptionByScheduler';
};

/** Why the pod must not send others away; undefined: it may. */
function ineligible({ pod, snapshot, nominatedNode }: Cycle, hopeless: ReadonlySet<NodeInfo>): Verdict | undefined {
  if (pod.pod.spec?.preemptionPolicy === 'Never') return never;
  const node = nominatedNode ? snapshot.node(nominatedNode) : undefined;
  if (!node || hopeless.has(node)) return undefined;
  return node.pods.some((other) => mayPreempt(pod, other) && isLeaving(other)) ? underWay : undefined;
}

/** Nodes by whether evicting pods may help there at all. */
function sorted(rejections: Rejections): { readonly hopeful: NodeInfo[]; readonly hopeless: Set<NodeInfo> } {
  const hopeful: NodeInfo[] = [];
  const hopeless = new Set<NodeInfo>();
  rejections.forEachNode((node, { code }) => void (code === 'Unschedulable' ? hopeful.push(node) : hopeless.add(node)));
  return { hopeful, hopeless };
}

/** Looks at nodes from a random one on, until there are enough candidates, one of which breaks no budget. */
class Search {
  private readonly harmless: Candidate[] = [];
  private readonly harmful: Candidate[] = [];
  /** Of nodes where it would not help. */
  readonly verdicts = new Map<Verdict, number>();

  constructor(private readonly outcomeOn: (node: NodeInfo) => Outcome) {}

  run(nodes: readonly NodeInfo[], enough: number, random: Random): readonly Candidate[] {
    const offset = nodes.length ? random.int(nodes.length) : 0;
    for (let i = 0; i < nodes.length && !this.has(enough); i++) this.tryOut(nodes[(offset + i) % nodes.length] as NodeInfo);
    return [...this.harmless, ...this.harmful];
  }

  private has(enough: number): boolean {
    return this.harmless.length > 0 && this.harmless.length + this.harmful.length >= enough;
  }

  private tryOut(node: NodeInfo): void {
    const found = this.outcomeOn(node);
    if ('code' in found) this.verdicts.set(found, (this.verdicts.get(found) ?? 0) + 1);
    else (found.violations ? this.harmful : this.harmless).push(found);
  }
}

function failure(nodes: number, verdicts: ReadonlyMap<Verdict, number>): Nomination {
  const looked = [...verdicts.values()].reduce((sum, count) => sum + count, 0);
  const counts = new Map(verdicts);
  if (nodes > looked) counts.set(notHelpful, nodes - looked);
  return { code: 'Unschedulable', reasons: [`preemption: ${nodesAvailable(nodes, counts)}`], nominate: '' };
}

const none = unschedulable('no candidate node for preemption');

function bestOf(candidates: readonly Candidate[], now: number): Nomination | Verdict {
  const best = leastHarm(candidates, now);
  if (!best) return none;
  return { code: 'Success', reasons: [], nominate: best.node, evict: best.victims, choice: { candidates, among: (others) => bestOf(others, now) } };
}

export const defaultPreemption = ({ args, informers, random, clock }: PluginIngredients): SchedulerPlugin => {
  const limits = defaultPreemptionArgs.of(args);
  const budgets = informers.of<policy.PodDisruptionBudget>(kinds.poddisruptionbudgets).lister;
  const dryRuns = new DryRuns();
  return {
    name: 'DefaultPreemption',
    postFilter(cycle, rejections, whatIf) {
      const { hopeful, hopeless } = sorted(rejections);
      const refusal = ineligible(cycle, hopeless);
      if (refusal) return refusal;
      const circumstances: Circumstances = { budgets: budgets.list(), now: clock.now() };
      const search = new Search((node) => dryRuns.outcome(node, cycle.pod, whatIf, circumstances));
      const candidates = search.run(hopeful, enoughOf(hopeful.length, limits), random);
      if (!candidates.length) return failure(cycle.snapshot.nodes.length, search.verdicts);
      return bestOf(candidates, clock.now());
    },
  };
};
