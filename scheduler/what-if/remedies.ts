/**
 * The least change that makes a pod fit: each step alone, then pairs of them. A step is first taken as far as it goes, to
 * see which nodes it opens; then only as far as the best of these nodes needs it, and that is tried once more.
 */
import type { NodeInfo } from '../framework';
import type { Changes, Remedy } from '../records/decision';
import { mergePatchOf, patchesJoined } from './merge-patch-of';
import { stepsFor } from './steps';
import type { Scene, Step } from './steps/step';

/** Nodes that a pod fits as things stand in the scene. */
export type Fitting = (scene: Scene) => readonly NodeInfo[];

/** Enough to choose from. */
const maxRemedies = 10;

/** Nodes looked at in one search, all trials together: some seconds of a very large cluster. */
const maxLooks = 1_000_000;

/** Lets others have their turn between two trials. */
const pause = (): Promise<void> => new Promise((resolve) => { setImmediate(resolve); });

/** `asked`: the question that was answered with "nowhere"; what is found is a question, too. */
export async function remediesFor(scene: Scene, asked: Changes, fitting: Fitting): Promise<readonly Remedy[]> {
  const steps = stepsFor(scene);
  const single = await search(steps.map((step) => [step]), scene, asked, fitting);
  return single.length ? single : search(pairsOf(steps), scene, asked, fitting);
}

const pairsOf = (steps: readonly Step[]): readonly (readonly Step[])[] =>
  steps.flatMap((first, i) => steps.slice(i + 1).filter(({ way }) => way !== first.way).map((second) => [first, second]));

async function search(combinations: readonly (readonly Step[])[], scene: Scene, asked: Changes, fitting: Fitting): Promise<readonly Remedy[]> {
  const found: Remedy[] = [];
  const ways = new Set<string>();
  // Each trial looks at them twice at most.
  for (const steps of combinations.slice(0, Math.ceil(maxLooks / (2 * scene.cluster.nodes.length + 1)))) {
    const way = steps.map((step) => step.way).join(' + ');
    if (ways.has(way) || found.length === maxRemedies) continue;
    const remedy = await tried(steps, scene, fitting);
    if (!remedy) continue;
    found.push(told(remedy, scene, asked));
    ways.add(way);
  }
  return found;
}

interface Found { readonly scene: Scene; readonly steps: readonly string[]; readonly node: string }

async function tried(steps: readonly Step[], scene: Scene, fitting: Fitting): Promise<Found | undefined> {
  await pause();
  const opened = fitting(steps.reduce((so, step) => step.relax(so), scene));
  const costOf = (node: NodeInfo): number => steps.reduce((sum, step) => sum + (step.cost?.(scene, node) ?? 0), 0);
  // Those of a steps's own making have no cost; among equals the first.
  const [best] = [...opened].map((node) => ({ node, cost: costOf(node) })).sort((a, b) => a.cost - b.cost);
  return best && settled(steps, scene, best.node, fitting);
}

function settled(steps: readonly Step[], scene: Scene, { name }: NodeInfo, fitting: Fitting): Found | undefined {
  let so = scene;
  const texts: string[] = [];
  for (const step of steps) {
    const taken = step.settle(so, name);
    if (!taken) return undefined;
    so = taken.scene;
    texts.push(taken.text);
  }
  const nodes = fitting(so);
  const node = nodes.find((one) => one.name === name) ?? nodes[0];
  return node && { scene: so, steps: texts, node: node.name };
}

function told({ scene, steps, node }: Found, before: Scene, asked: Changes): Remedy {
  const podPatch = mergePatchOf(before.pod, scene.pod);
  const { nodes } = scene.changes;
  const changes: Changes = {
    ...asked,
    ...(Object.keys(podPatch as object).length > 0 && { podPatch: patchesJoined(asked.podPatch, podPatch) }),
    ...(nodes && { nodes: { ...asked.nodes, ...joined(asked.nodes, nodes) } }),
  };
  return { sentence: `${steps.join(' and ')}: it then fits ${node}`, steps, changes, node };
}

type NodeChanges = NonNullable<Changes['nodes']>;

const joined = (a: NodeChanges = {}, b: NodeChanges): NodeChanges => ({
  ...(b.patch && { patch: [...(a.patch ?? []), ...b.patch] }),
  ...(b.replicate && { replicate: [...(a.replicate ?? []), ...b.replicate] }),
});
