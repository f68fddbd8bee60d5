/** More nodes, or those again that were set aside. */
import { kinds, type core } from '../../../api';
import type { NodeInfo } from '../../framework';
import { nodeFacts, type NodeFacts } from '../../node-info';
import { countOf } from '../../records/wordings';
import { copyOf, freeNames } from '../node-copy';
import type { SupposedCluster } from '../supposed-cluster';
import type { Scene, Step } from './step';

export const nodeSteps = ({ cluster }: Scene): readonly Step[] => [...(cluster.nodes.some(isCordoned) ? [uncordon] : []), ...makes(cluster).flatMap(growing)];

const isCordoned = ({ facts }: NodeInfo): boolean => facts.unschedulable;

const cordonTaint = 'node.kubernetes.io/unschedulable';

const openSpec = ({ spec = {} }: core.Node): core.NodeSpec => ({ ...spec, unschedulable: undefined, taints: spec.taints?.filter(({ key }) => key !== cordonTaint) });

const opened = (node: core.Node): NodeFacts => nodeFacts({ ...node, spec: openSpec(node) });

const uncordon: Step = {
  way: 'uncordon',
  relax: (scene) => withNodes(scene, (cluster) => cluster.nodes.filter(isCordoned).forEach(({ facts }) => cluster.putNode(opened(facts.node)))),
  cost: (_scene, node) => (isCordoned(node) ? 1 : 0),
  settle(scene, name) {
    const node = scene.cluster.node(name);
    if (!node || !isCordoned(node)) return undefined;
    const { taints } = openSpec(node.facts.node);
    const patch = { name, patch: { spec: { unschedulable: null, ...(taints && { taints: taints.length ? taints : null }) } } };
    const changed = withNodes(scene, (cluster) => cluster.putNode(opened(node.facts.node)));
    return { scene: { ...changed, changes: { nodes: { ...scene.changes.nodes, patch: [...(scene.changes.nodes?.patch ?? []), patch] } } }, text: `uncordon ${name}` };
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
  const facts = scene.cluster.node(like)?.facts;
  if (!facts) return scene;
  const changed = withNodes(scene, (cluster) => {
    for (const name of freeNames(like, count, (taken) => cluster.node(taken) !== undefined)) cluster.putNode(nodeFacts(kinds.nodes.schema.decode(copyOf(facts, name)).object));
  });
  return { ...changed, changes: { nodes: { ...scene.changes.nodes, replicate: [...(scene.changes.nodes?.replicate ?? []), { like, count }] } } };
}

function withNodes(scene: Scene, change: (cluster: SupposedCluster) => void): Scene {
  const cluster = scene.cluster.fork();
  change(cluster);
  return { ...scene, cluster };
}
