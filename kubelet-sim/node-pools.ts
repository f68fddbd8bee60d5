/**
 * Which nodes are registered: pools of like nodes. A file says them as YAML documents, each a Node (one node as it stands there) or a
 * NodePool, which is no API object but the shape of one (docs/pod-life.md).
 */
import { parseAllDocuments } from 'yaml';
import { ApiError, kinds, type core } from '../api';
import type { NodeCapacity } from './node-spec';

export interface NodePool {
  readonly count: number;
  readonly nameOf: (index: number) => string;
  /** What the nodes have of their own; the rest is as on every simulated node. */
  readonly template: NodeTemplate;
}

export interface NodeTemplate {
  readonly metadata?: Pick<core.Node['metadata'], 'labels' | 'annotations'>;
  readonly spec?: core.Node['spec'];
  readonly status?: Pick<core.NodeStatus, 'capacity' | 'allocatable' | 'nodeInfo' | 'addresses' | 'images'>;
}

/** node-1 … node-n. */
export const numberedNodes = (count: number, { cpu, memory, ephemeralStorage, pods }: NodeCapacity): NodePool => ({
  count, nameOf: (index) => `node-${index + 1}`, template: { status: { capacity: { cpu, 'ephemeral-storage': ephemeralStorage, memory, pods } } },
});

export const totalOf = (pools: readonly NodePool[]): number => pools.reduce((sum, { count }) => sum + count, 0);

/** A fault of the file; the message is for whoever wrote it. */
export class NodePoolFault extends Error {}

const mostNodes = 20_000;

interface PoolDocument {
  readonly kind?: string;
  readonly metadata?: { readonly name?: string };
  readonly spec?: { readonly count?: number; readonly namePattern?: string; readonly firstIndex?: number; readonly template?: NodeTemplate };
  readonly items?: readonly unknown[];
}

/** Throws NodePoolFault. */
export function readNodePools(text: string): NodePool[] {
  const documents = parseAllDocuments(text);
  if (!Array.isArray(documents)) return [];
  const pools = documents.flatMap((document) => {
    const [fault] = document.errors;
    if (fault) throw new NodePoolFault(fault.message);
    return poolsOf(document.toJS() as unknown);
  });
  const names = pools.flatMap(({ count, nameOf }) => Array.from({ length: count }, (_, i) => nameOf(i)));
  if (names.length > mostNodes) throw new NodePoolFault(`${names.length} nodes are more than ${mostNodes}`);
  const seen = new Set<string>();
  const double = names.find((name) => seen.size === seen.add(name).size);
  if (double !== undefined) throw new NodePoolFault(`two nodes are called ${JSON.stringify(double)}`);
  return pools;
}

function poolsOf(input: unknown): NodePool[] {
  if (input === null || input === undefined) return [];
  const document = input as PoolDocument;
  if (document.kind === 'List' || document.kind === 'NodeList') return (document.items ?? []).flatMap(poolsOf);
  const name = document.metadata?.name;
  if (typeof name !== 'string' || !name) throw new NodePoolFault('a document has no metadata.name');
  if (document.kind === 'Node') return [{ count: 1, nameOf: () => name, template: checked(document as NodeTemplate, name) }];
  if (document.kind !== 'NodePool') throw new NodePoolFault(`${name}: kind must be Node or NodePool`);
  return [poolOf(document, name)];
}

function poolOf({ spec = {} }: PoolDocument, name: string): NodePool {
  const { count = 1, namePattern = `${name}-{index}`, firstIndex = 1, template = {} } = spec;
  if (!Number.isInteger(count) || count < 0 || count > mostNodes) throw new NodePoolFault(`${name}: spec.count must be a whole number from 0 to ${mostNodes}`);
  if (!Number.isInteger(firstIndex) || firstIndex < 0) throw new NodePoolFault(`${name}: spec.firstIndex must be a whole number`);
  if (count > 1 && !String(namePattern).includes('{index}')) throw new NodePoolFault(`${name}: spec.namePattern must contain {index}`);
  return { count, nameOf: (index) => String(namePattern).replace('{index}', String(index + firstIndex)), template: checked(template, name) };
}

/** As the API would read and judge it, so that a mistake is told at the start and not by every node. */
function checked({ metadata, spec, status }: NodeTemplate, name: string): NodeTemplate {
  try {
    const { object, faults } = kinds.nodes.schema.decode({ apiVersion: 'v1', kind: 'Node', metadata: { ...metadata, name: 'n' }, spec: spec ?? {}, status: status ?? {} });
    if (faults.length) throw new NodePoolFault(`${name}: ${faults.join(', ')}`);
    const { capacity, allocatable, nodeInfo, addresses, images } = object.status;
    return { metadata: { labels: object.metadata.labels, annotations: object.metadata.annotations }, spec: object.spec, status: { capacity, allocatable, ...(status?.nodeInfo && { nodeInfo }), addresses, images } };
  } catch (error) {
    if (error instanceof ApiError) throw new NodePoolFault(`${name}: ${error.message}`);
    throw error;
  }
}
