/** Enough free resources (filter), and rather where more is free: LeastAllocated (score). */
import { isNothing, type Amounts } from '../amounts';
import { maxNodeScore, type NodeFacts, type NodeInfo, type PodInfo, type SchedulerPlugin, type Verdict } from '../framework';

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

function scalarVerdict(bits: number, scalars: ReadonlyMap<string, number>, { requested, facts }: NodeInfo): Verdict | undefined {
  const names: string[] = [];
  let all = bits;
  for (const [name, wanted] of scalars) {
    const bit = shortage(32, wanted, requested.scalars?.get(name) ?? 0, facts.allocatable.scalars?.get(name) ?? 0);
    if (bit) names.push(name);
    all |= bit;
  }
  return names.length ? verdictOf(all, names) : undefined;
}

/** What the node lacks for the pod; undefined: it fits. */
export function lacks(pod: PodInfo, node: NodeInfo): Verdict | undefined {
  const { requests } = pod;
  let bits = node.pods.length + 1 > node.facts.allowedPods ? short.pods : 0;
  if (!isNothing(requests)) bits |= basics(requests, node.requested, node.facts.allocatable);
  const scalars = requests.scalars && scalarVerdict(bits, requests.scalars, node);
  return scalars ?? (bits ? verdicts[bits] : undefined);
}

const leastUsed = (wanted: number, all: number): number =>
  (all === 0 || wanted > all ? 0 : Math.floor(((all - wanted) * maxNodeScore) / all));

/** CPU and memory count alike; resources that the node does not have count nothing. */
function leastAllocated(pod: PodInfo, { facts, scored }: NodeInfo): number {
  const { milliCpu, memory } = facts.allocatable;
  const kinds = (milliCpu ? 1 : 0) + (memory ? 1 : 0);
  if (kinds === 0) return 0;
  const sum = leastUsed(scored.milliCpu + pod.scored.milliCpu, milliCpu) + leastUsed(scored.memory + pod.scored.memory, memory);
  return Math.floor(sum / kinds);
}

/** Whether the pod would fit the node if nothing ran there. */
const fitsEmpty = (pod: PodInfo, facts: NodeFacts): boolean =>
  !(basics(pod.requests, { milliCpu: 0, memory: 0, ephemeralStorage: 0 }, facts.allocatable) & never);

export const nodeResourcesFit = (): SchedulerPlugin => ({
  name: 'NodeResourcesFit',
  filter: ({ pod }, node) => lacks(pod, node),
  score: ({ pod }, node) => leastAllocated(pod, node),
  wakeOn: [
    { subject: 'Node', kinds: ['NodeAdded', 'NodeAllocatableChanged'], helps: (pod, { node }) => fitsEmpty(pod, node) },
    { subject: 'AssignedPod', kinds: ['PodGone', 'PodScaledDown'] },
    { subject: 'Self', kinds: ['OwnRequestsReduced'] },
  ],
});
