/** Nodes. */
import { kinds, parseFieldSelector, type core } from '../../../../api';
import type { Registry } from '../../../../registry';
import { replaceNode, reportNode, storedNode, writtenNode } from '../mapping/node';
import { integer, number, struct, text, time, type Of } from '../shape';
import { clusterMetadata } from './common';
import { entity } from './entity';

const nodeStatus = struct({ hostname: text, ip: text, condition: text, cpuPercent: number, memPercent: number, numPods: integer, updateTime: time });
export type NodeStatus = Of<typeof nodeStatus>;

const shape = struct({ apiVersion: text, kind: text, metadata: clusterMetadata, ip: text, status: nodeStatus });
export type Node = Of<typeof shape>;

/** By node; of one alone, where one is named. */
async function podCounts(registry: Registry, name: string | undefined): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  const { items } = await registry.of(kinds.pods).list(name === undefined ? {} : { fields: parseFieldSelector(`spec.nodeName=${name}`) });
  for (const { spec: { nodeName = '' } } of items) counts.set(nodeName, (counts.get(nodeName) ?? 0) + 1);
  return counts;
}

export const node = entity<core.Node, Node, NodeStatus>({
  kind: 'Node', definition: kinds.nodes, shape, statusShape: nodeStatus,
  texts: {
    unparsable: 'parser node failed', nameEmpty: 'node name is empty', exists: 'node name already exist', missing: 'node not found',
    created: 'create node success', updated: 'update node success', reported: 'update node status success',
  },
  echoes: true,
  toStored: storedNode, fromStored: (stored) => writtenNode(stored),
  async reader(registry, { name }) {
    const counts = await podCounts(registry, name);
    return (stored) => writtenNode(stored, counts.get(stored.metadata.name ?? '') ?? 0);
  },
  replace: replaceNode, report: reportNode,
});
