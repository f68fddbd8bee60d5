/** The cluster as it might be: begins as a snapshot is, and changes without anybody else noticing. */
import type { Snapshot } from '../framework';
import { emptyNode, withFacts, withoutPod, withPod, type NodeFacts, type NodeInfo } from '../node-info';
import type { PodInfo } from '../pod-info';
import type { Surroundings } from '../surroundings';
import { Views, type Moves, type NodeView } from '../views';

const unmoved: Moves = new Map();

export class SupposedCluster implements Snapshot {
  readonly surroundings: Surroundings;
  private readonly infos: Map<string, NodeInfo>;
  private readonly views = new Views();
  private listed: readonly NodeInfo[] | undefined;
  /** Of the next new node. */
  private seat: number;

  constructor({ nodes, surroundings }: Pick<Snapshot, 'nodes' | 'surroundings'>) {
    this.surroundings = surroundings;
    this.infos = new Map(nodes.map((info) => [info.name, info]));
    this.seat = nodes.reduce((highest, { seat }) => Math.max(highest, seat), -1) + 1;
  }

  get nodes(): readonly NodeInfo[] {
    return (this.listed ??= [...this.infos.values()]);
  }

  node(name: string): NodeInfo | undefined {
    return this.infos.get(name);
  }

  view<T extends NodeView>(name: string, make: () => T): T {
    return this.views.get(name, make, this.nodes);
  }

  /** Comes, or is otherwise than it was; its pods stay. */
  putNode(facts: NodeFacts): void {
    const before = this.infos.get(facts.name);
    this.become(facts.name, before ? withFacts(before, facts) : emptyNode(facts, this.seat++));
  }

  /** With these nodes, which are new or otherwise than they were, as long as the work goes on. */
  supposing<T>(nodes: readonly NodeFacts[], work: () => T): T {
    const before = new Map(nodes.map(({ name }) => [name, this.infos.get(name)]));
    for (const facts of nodes) this.putNode(facts);
    try {
      return work();
    } finally {
      for (const [name, info] of before) this.become(name, info);
    }
  }

  removeNode(name: string): void {
    this.become(name, undefined);
  }

  /** Without effect where there is no such node. */
  putPod(pod: PodInfo, node: string): void {
    this.removePod(pod.uid, node);
    const info = this.infos.get(node);
    if (info) this.become(node, withPod(info, pod), new Map([[pod, 1]]));
  }

  removePod(uid: string, node: string): void {
    const info = this.infos.get(node);
    const pod = info?.pods.find((one) => one.uid === uid);
    if (info && pod) this.become(node, withoutPod(info, pod), new Map([[pod, -1]]));
  }

  private become(name: string, info: NodeInfo | undefined, moves: Moves = unmoved): void {
    this.views.note(this.infos.get(name), info, moves);
    if (info) this.infos.set(name, info);
    else this.infos.delete(name);
    this.listed = undefined;
  }
}
