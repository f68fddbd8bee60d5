/** One change that may make a pod fit. */
import type { core } from '../../../api';
import type { NodeFacts, NodeInfo } from '../../framework';
import { emptyNode, withFacts } from '../../node-info';
import type { Changes } from '../../records/decision';
import type { SupposedCluster } from '../supposed-cluster';

/** How things stand with some changes made. Never changed in place. */
export interface Scene {
  readonly pod: core.Pod;
  /** Before these changes. */
  readonly cluster: SupposedCluster;
  /** Nodes that are new, or otherwise than in the cluster. */
  readonly nodes: readonly NodeFacts[];
  /** What makes them so. */
  readonly changes: Pick<Changes, 'nodes'>;
}

/** No plugin sees it: it has no seat of its own. */
const nowhere = -1;

export function nodeIn({ cluster, nodes }: Scene, name: string): NodeInfo | undefined {
  const facts = nodes.findLast((one) => one.name === name);
  const info = cluster.node(name);
  if (!facts) return info;
  return info ? withFacts(info, facts) : emptyNode(facts, nowhere);
}

export interface Taken {
  readonly scene: Scene;
  /** What is done: `lower its cpu request from 4 to 1500m`. */
  readonly text: string;
}

export interface Step {
  /** Steps of one way are more or less of the same: the first that helps is enough. */
  readonly way: string;
  /** Taken as far as it goes. */
  relax(scene: Scene): Scene;
  /** How much of it a node needs: less is better. */
  cost?(scene: Scene, node: NodeInfo): number;
  /** Taken as far as the node needs it; undefined: it needs nothing of it, or more than there is. */
  settle(scene: Scene, node: string): Taken | undefined;
}

export const withSpec = (scene: Scene, change: (spec: core.PodSpec) => Partial<core.PodSpec>): Scene => {
  const spec = scene.pod.spec ?? { containers: [] };
  return { ...scene, pod: { ...scene.pod, spec: { ...spec, ...change(spec) } } };
};

/** A step that is the same for every node: a change of the pod's spec. */
export const always = (text: string, change: (spec: core.PodSpec) => Partial<core.PodSpec>): Step => ({
  way: text,
  relax: (scene) => withSpec(scene, change),
  settle: (scene) => ({ scene: withSpec(scene, change), text }),
});
