/** Nodes. */
import { kinds, type core } from '../../../../api';
import { replaceNode, reportNode, storedNode, writtenNode } from '../mapping/node';
import { integer, number, struct, text, time, type Of } from '../shape';
import { clusterMetadata } from './common';
import { entity } from './entity';

const nodeStatus = struct({ hostname: text, ip: text, condition: text, cpuPercent: number, memPercent: number, numPods: integer, updateTime: time });
export type NodeStatus = Of<typeof nodeStatus>;

const shape = struct({ apiVersion: text, kind: text, metadata: clusterMetadata, ip: text, status: nodeStatus });
export type Node = Of<typeof shape>;

export const node = entity<core.Node, Node, NodeStatus>({
  kind: 'Node', definition: kinds.nodes, shape, statusShape: nodeStatus,
  texts: {
    unparsable: 'parser node failed', nameEmpty: 'node name is empty', exists: 'node name already exist', missing: 'node not found',
    created: 'create node success', updated: 'update node success', reported: 'update node status success',
  },
  echoes: true,
  toStored: storedNode, fromStored: writtenNode, replace: replaceNode, report: reportNode,
});
