/**
 * The order in which nodes are looked at: one of each zone in turn, so that a search that ends early has seen all
 * zones alike (kube-scheduler backend/cache/node_tree.go).
 */
import type { NodeFacts, NodeInfo } from './node-info';

/** '' without any; the older labels stand in for those of today (component-helpers node/topology, GetZoneKey). */
export function zoneOf({ labels }: NodeFacts): string {
  const zone = labels['topology.kubernetes.io/zone'] ?? labels['failure-domain.beta.kubernetes.io/zone'] ?? '';
  const region = labels['topology.kubernetes.io/region'] ?? labels['failure-domain.beta.kubernetes.io/region'] ?? '';
  return zone || region ? `${region}:\0:${zone}` : '';
}

/** Zones and the nodes of a zone keep the order in which they come. */
export function interleaved(nodes: Iterable<NodeInfo>): NodeInfo[] {
  const zones = new Map<string, NodeInfo[]>();
  for (const node of nodes) {
    const zone = zoneOf(node.facts);
    const known = zones.get(zone);
    if (known) known.push(node);
    else zones.set(zone, [node]);
  }
  const order: NodeInfo[] = [];
  for (let turn = 0; zones.size; turn++) {
    for (const [zone, members] of zones) {
      const node = members[turn];
      if (node) order.push(node);
      else zones.delete(zone);
    }
  }
  return order;
}
