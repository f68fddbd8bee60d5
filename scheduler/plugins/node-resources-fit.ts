/**
 * Enough free resources (filter), and rather where more, or less, of them is free (score; kube-scheduler
 * plugins/noderesources/fit.go).
 */
import { amountsText, isNothing, moreOfWanted, type Amounts } from '../amounts';
import type { NodeFacts, NodeInfo, PluginIngredients, PodInfo, SchedulerPlugin, Verdict } from '../framework';
import { emptyNode } from '../node-info';
import { nodeResourcesFitArgs, type NodeResourcesFitArgs, type ScoringStrategy } from './resource-args';
import {
  gauges, leastAllocated, mostAllocated, requestedToCapacityRatio, weighted,
} from './resource-scores';

/** Bits of what is short, so that equal verdicts are one object. */
const short = { pods: 1, cpu: 2, memory: 4, storage: 8 } as const;
const never = 16;

const reasonsOf = (bits: number): string[] => [
  ...(bits & short.pods ? ['Too many pods'] : []),
  ...(bits & short.cpu ? ['Insufficient cpu'] : []),
  ...(bits & short.memory ? ['Insufficient memory'] : []),
  ...(bits & short.storage ? ['Insufficient ephemeral-storage'] : []),
];

const verdictOf = (bits: number, scalars: readonly string[] = []): Verdict => ({
  code: bits & never ? 'UnschedulableAndUnresolvable' : 'Unschedulable',
  reasons: [...reasonsOf(bits), ...scalars.map((name) => `Insufficient ${name}`)],
});

const verdicts: readonly Verdict[] = Array.from({ length: 32 }, (_, bits) => verdictOf(bits));

/** The bit when `free` is not enough, and `never` when the empty node would not be enough either. */
const shortage = (bit: number, wanted: number, used: number, all: number): number => {
  if (wanted === 0 || wanted <= all - used) return 0;
  return wanted > all ? bit | never : bit;
};

function basics(wanted: Amounts, used: Amounts, all: Amounts): number {
  return shortage(short.cpu, wanted.milliCpu, used.milliCpu, all.milliCpu)
    | shortage(short.memory, wanted.memory, used.memory, all.memory)
    | shortage(short.storage, wanted.ephemeralStorage, used.ephemeralStorage, all.ephemeralStorage);
}

type Ignored = (name: string) => boolean;

function scalarVerdict(bits: number, scalars: ReadonlyMap<string, number>, { requested, facts }: NodeInfo, ignored?: Ignored): Verdict | undefined {
  const names: string[] = [];
  let all = bits;
  for (const [name, wanted] of scalars) {
    if (ignored?.(name)) continue;
    const bit = shortage(32, wanted, requested.scalars?.get(name) ?? 0, facts.allocatable.scalars?.get(name) ?? 0);
    if (bit) names.push(name);
    all |= bit;
  }
  return names.length ? verdictOf(all, names) : undefined;
}

/** What the node lacks for the pod; undefined: it fits. */
export function lacks(pod: PodInfo, node: NodeInfo, ignored?: Ignored): Verdict | undefined {
  const { requests } = pod;
  let bits = node.pods.length + 1 > node.facts.allowedPods ? short.pods : 0;
  if (!isNothing(requests)) bits |= basics(requests, node.requested, node.facts.allocatable);
  const scalars = requests.scalars && scalarVerdict(bits, requests.scalars, node, ignored);
  return scalars ?? (bits ? verdicts[bits] : undefined);
}

const always = (): boolean => true;
const worthSomething = (worth: number): boolean => worth > 0;

function scorer({ type, resources, requestedToCapacityRatio: ratio }: ScoringStrategy): (pod: PodInfo, node: NodeInfo) => number {
  const by = gauges(resources, 'scored');
  if (type === 'MostAllocated') return weighted(by, mostAllocated, Math.floor, always);
  if (type === 'RequestedToCapacityRatio') return weighted(by, requestedToCapacityRatio(ratio?.shape ?? []), Math.round, worthSomething);
  return weighted(by, leastAllocated, Math.floor, always);
}

/** Extended resources that others look after. */
function ignoring({ ignoredResources = [], ignoredResourceGroups = [] }: NodeResourcesFitArgs): Ignored | undefined {
  const [names, groups] = [new Set(ignoredResources), new Set(ignoredResourceGroups)];
  if (!names.size && !groups.size) return undefined;
  return (name) => isExtended(name) && (names.has(name) || groups.has(name.split('/')[0] ?? ''));
}

/** Not Kubernetes' own (k8s.io/kubernetes pkg/apis/core/v1/helper, IsExtendedResourceName). */
const isExtended = (name: string): boolean => name.includes('/') && !name.split('/')[0]?.endsWith('kubernetes.io') && !name.startsWith('requests.');

/** Whether the pod would fit the node if nothing ran there. */
const fitsEmpty = (pod: PodInfo, facts: NodeFacts): boolean => lacks(pod, emptyNode(facts, 0)) === undefined;

/** The node has more of what the pod wants than before. */
const grew = ({ requests }: PodInfo, node: NodeFacts, old: NodeFacts): boolean =>
  node.allowedPods > old.allowedPods || moreOfWanted(requests, node.allocatable, old.allocatable);

export const nodeResourcesFit = ({ args: given }: Pick<PluginIngredients, 'args'>): SchedulerPlugin => {
  const args = nodeResourcesFitArgs.of(given);
  const score = scorer(args.scoringStrategy);
  const ignored = ignoring(args);
  return {
    name: 'NodeResourcesFit',
    sign: ({ requests, scored }) => `${amountsText(requests)} ${amountsText(scored)}`,
    filter: ({ pod }, node) => lacks(pod, node, ignored),
    score: ({ pod }, node) => score(pod, node),
    wakeOn: [
      { subject: 'Node', kinds: ['NodeAdded', 'NodeAllocatableChanged'], helps: (pod, { node, old }) => fitsEmpty(pod, node) && (!old || grew(pod, node, old)) },
      { subject: 'AssignedPod', kinds: ['PodGone'] },
      { subject: 'AssignedPod', kinds: ['PodScaledDown'], helps: (pod, { pod: other, old }) => !old || moreOfWanted(pod.requests, old.requests, other.requests) },
      { subject: 'Self', kinds: ['OwnRequestsReduced'] },
    ],
  };
};
