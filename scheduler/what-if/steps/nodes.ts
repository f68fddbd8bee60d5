/** More nodes, or those again that were set aside. */
import type { core } from '../../../api';
import type { NodeInfo } from '../../framework';
import { nodeFacts, type NodeFacts } from '../../node-info';
import { countOf } from '../../records/wordings';
import { copyOf, freeNames } from '../node-copy';
import type { SupposedCluster } from '../supposed-cluster';
import { nodeIn, type Scene, type Step } from './step';

export const nodeSteps = ({ cluster }: Scene): readonly Step[] => [...(cluster.nodes.some(isCordoned) ? [uncordon] : []), ...makes(cluster).flatMap(growing)];

const isCordoned = ({ facts }: NodeInfo): boolean => facts.unschedulable;

const cordonTaint = 'node.kubernetes.io/unschedulable';

const openSpec = ({ spec = {} }: core.Node): core.NodeSpec => ({ ...spec, unschedulable: undefined, taints: spec.taints?.filter(({ key }) => key !== cordonTaint) });

const opened = (node: core.Node): NodeFacts => nodeFacts({ ...node, spec: openSpec(node) });

const uncordon: Step = {
  way: 'uncordon',
  relax: (scene) => withNodes(scene, scene.cluster.nodes.filter(isCordoned).map(({ facts }) => opened(facts.node))),
  settle(scene, name) {
    const node = nodeIn(scene, name);
    if (!node || !isCordoned(node)) return undefined;
    const { taints } = openSpec(node.facts.node);
    const patch = { name, patch: { spec: { unschedulable: null, ...(taints && { taints: taints.length ? taints : null }) } } };
    const nodes = { ...scene.changes.nodes, patch: [...(scene.changes.nodes?.patch ?? []), patch] };
    return { scene: { ...withNodes(scene, [opened(node.facts.node)]), changes: { nodes } }, text: `uncordon ${name}` };
  },
};

/** Constraints over domains may want more than one. */
const sizes = [1, 2, 3];
/** Kinds of nodes that are tried. */
const maxMakes = 8;

const ownLabel = 'kubernetes.io/hostname';

/** What nodes of one pool have in common. */
const makeOf = ({ node, labels, hardTaints, softTaints }: NodeFacts): string =>
  JSON.stringify([node.status?.allocatable, Object.entries(labels).filter(([key]) => key !== ownLabel).sort(), hardTaints, softTaints]);

/** One node of each make, of the most frequent ones first. */
function makes({ nodes }: SupposedCluster): readonly string[] {
  const byMake = new Map<string, string[]>();
  for (const { facts } of nodes) byMake.set(makeOf(facts), [...(byMake.get(makeOf(facts)) ?? []), facts.name]);
  return [...byMake.values()].sort((a, b) => b.length - a.length).slice(0, maxMakes).map(([first]) => first as string);
}

const growing = (like: string): readonly Step[] => sizes.map((count) => ({
  way: `grow ${like}`,
  relax: (scene) => grown(scene, like, count),
  settle: (scene) => ({ scene: grown(scene, like, count), text: `add ${countOf(count, 'node')} like ${like}` }),
}));

function grown(scene: Scene, like: string, count: number): Scene {
  const facts = nodeIn(scene, like)?.facts;
  if (!facts) return scene;
  const copies = freeNames(like, count, (taken) => nodeIn(scene, taken) !== undefined).map((name) => nodeFacts(copyOf(facts, name)));
  return { ...withNodes(scene, copies), changes: { nodes: { ...scene.changes.nodes, replicate: [...(scene.changes.nodes?.replicate ?? []), { like, count }] } } };
}

const withNodes = (scene: Scene, nodes: readonly NodeFacts[]): Scene => ({ ...scene, nodes: [...scene.nodes, ...nodes] });
