/**
 * How many nodes of each zone are well, and how fast pods may be driven off the others (kubernetes
 * pkg/controller/nodelifecycle, handleDisruption): kept up with each change of a node, never counted anew.
 */
import type { Clock, core } from '../../api';
import type { Informer } from '../../client';
import { isNodeReady, zoneOf } from '../nodes/state';
import { Turns } from './turns';

/** kube-controller-manager --node-eviction-rate, --secondary-node-eviction-rate, --large-cluster-size-threshold, --unhealthy-zone-threshold. */
const rate = 0.1;
const slowRate = 0.01;
const largeZone = 50;
const unhealthyShare = 0.55;

const exclusionLabel = 'node.kubernetes.io/exclude-disruption';

const isCounted = ({ metadata: { labels } }: core.Node): boolean => labels?.[exclusionLabel] === undefined;

export type ZoneState = 'Normal' | 'PartialDisruption' | 'FullDisruption';

export function zoneState(ready: number, notReady: number): ZoneState {
  if (ready === 0 && notReady > 0) return 'FullDisruption';
  return notReady > 2 && notReady / (notReady + ready) >= unhealthyShare ? 'PartialDisruption' : 'Normal';
}

/** Nodes a second. A zone in trouble is slowed down, or left alone when it is small: it is more likely the network. */
export function evictionRate(ready: number, notReady: number): number {
  if (zoneState(ready, notReady) !== 'PartialDisruption') return rate;
  return ready + notReady > largeZone ? slowRate : 0;
}

interface Zone {
  ready: number;
  notReady: number;
  readonly turns: Turns;
}

export class Zones {
  private readonly zones = new Map<string, Zone>();
  private ready = 0;
  private notReady = 0;

  /** `turned` is called when the last node falls silent or the first is heard again. */
  constructor(nodes: Informer<core.Node>, private readonly clock: Clock, private readonly turned: (areAllDown: boolean) => void) {
    nodes.on({
      added: (node) => this.change(() => this.count(node, 1)),
      updated: (node, old) => {
        if (zoneOf(node) === zoneOf(old) && isNodeReady(node) === isNodeReady(old) && isCounted(node) === isCounted(old)) return;
        this.change(() => {
          this.count(old, -1);
          this.count(node, 1);
        });
        if (isNodeReady(node)) this.forget(node);
      },
      deleted: (node) => {
        this.change(() => this.count(node, -1));
        this.forget(node);
      },
    });
  }

  /** Nobody is heard of: then it is this side that hears nothing, and no pod is driven off. */
  get areAllDown(): boolean {
    return this.ready === 0 && this.notReady > 0;
  }

  /** Asks for the node's turn; 0: it is, and is used up; else how long until asking again is worthwhile. */
  wait(node: core.Node): number {
    const zone = this.of(zoneOf(node));
    return zone.turns.wait(node.metadata.name ?? '', this.areAllDown ? 0 : evictionRate(zone.ready, zone.notReady));
  }

  /** The node does not wait any more. */
  forget(node: core.Node): void {
    this.of(zoneOf(node)).turns.leave(node.metadata.name ?? '');
  }

  private change(counting: () => void): void {
    const before = this.areAllDown;
    counting();
    if (before !== this.areAllDown) this.turned(this.areAllDown);
  }

  private count(node: core.Node, by: number): void {
    if (!isCounted(node)) return;
    const state = isNodeReady(node) ? 'ready' : 'notReady';
    this.of(zoneOf(node))[state] += by;
    this[state] += by;
  }

  private of(name: string): Zone {
    const zone = this.zones.get(name) ?? { ready: 0, notReady: 0, turns: new Turns(this.clock) };
    this.zones.set(name, zone);
    return zone;
  }
}
