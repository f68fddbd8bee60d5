/** Registers simulated nodes and keeps them alive: a Lease every ten seconds, a status every five minutes (pkg/kubelet/nodestatus, component-helpers lease). */
import { ApiError, formatMicroTime, kinds, sleep, type coordination, type core } from '../api';
import type { ComponentContext } from '../client';
import { defaultCapacity, nodeName, nodeObject, nodeStatus, simulatedLabel, type NodeCapacity } from './node-spec';

const leaseNamespace = 'kube-node-lease';
const leaseSeconds = 40;
const renewMs = 10_000;
const statusMs = 300_000;
/** Nodes written at a time, so that thousands of them do not crowd out other requests. */
const concurrency = 32;

/** Creates the first `count` nodes that are missing. */
export async function registerNodes({ client, signal }: ComponentContext, count: number): Promise<void> {
  await forEach(Array.from({ length: count }, (_, index) => index), signal, async (index) => {
    try {
      await client.of(kinds.nodes).create(nodeObject(index));
    } catch (error) {
      if (!ApiError.is(error, 'AlreadyExists')) throw error;
    }
  });
}

/** Heartbeats for every simulated node, also for those that come later, until the signal aborts. */
export async function keepNodesAlive(context: ComponentContext, capacity: NodeCapacity = defaultCapacity): Promise<void> {
  const { informers, clock, signal } = context;
  const nodes = informers.of(kinds.nodes);
  const alive = new Map<string, number>();
  const beat = (node: core.Node): void => void heartbeat(context, node, capacity, alive);
  const leave = nodes.on({ added: (node) => isSimulated(node) && beat(node), deleted: (node) => alive.delete(node.metadata.name ?? '') });
  while (!signal.aborted) {
    await sleep(clock, renewMs, signal);
    await forEach(nodes.lister.list().filter(isSimulated), signal, (node) => heartbeat(context, node, capacity, alive));
  }
  leave();
}

export const isSimulated = (node: core.Node): boolean => node.metadata.labels?.[simulatedLabel] === 'true';

/** Which place in the address plan a node takes: its number when the name has one, else one derived from the name. */
function indexOf(name: string): number {
  const number = /^node-(\d+)$/.exec(name)?.[1];
  if (number !== undefined) return Number(number) - 1;
  return [...name].reduce((hash, letter) => (Math.imul(hash, 31) + letter.charCodeAt(0)) >>> 0, 7) & 0x7fff;
}

/** Failures are logged: the next beat tries again. */
async function heartbeat(context: ComponentContext, node: core.Node, capacity: NodeCapacity, alive: Map<string, number>): Promise<void> {
  const { clock, log } = context;
  const name = node.metadata.name ?? '';
  try {
    await renewLease(context, node);
    const last = alive.get(name);
    if (last !== undefined && clock.now() - last < statusMs) return;
    alive.set(name, clock.now());
    await context.client.of(kinds.nodes).update({ name }, (current) => ({ ...current, status: nodeStatus(current, indexOf(name), capacity, clock.now()) }), { subresource: 'status' });
  } catch (error) {
    if (!context.signal.aborted) log.warn('node heartbeat failed', { node: name, error: String(error) });
  }
}

async function renewLease({ client, clock }: ComponentContext, node: core.Node): Promise<void> {
  const name = node.metadata.name ?? '';
  const leases = client.of(kinds.leases);
  const renewTime = formatMicroTime(clock.now());
  try {
    await leases.update({ namespace: leaseNamespace, name }, (lease) => ({ ...lease, spec: { ...lease.spec, renewTime } }));
  } catch (error) {
    if (!ApiError.is(error, 'NotFound')) throw error;
    await leases.create(newLease(node, renewTime));
  }
}

const newLease = (node: core.Node, renewTime: string): coordination.Lease => ({
  kind: 'Lease',
  apiVersion: 'coordination.k8s.io/v1',
  metadata: {
    name: node.metadata.name, namespace: leaseNamespace,
    ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name: node.metadata.name ?? '', uid: node.metadata.uid ?? '' }],
  },
  spec: { holderIdentity: node.metadata.name, leaseDurationSeconds: leaseSeconds, renewTime },
});

async function forEach<V>(values: readonly V[], signal: AbortSignal, work: (value: V) => Promise<void>): Promise<void> {
  const queue = values[Symbol.iterator]();
  const worker = async (): Promise<void> => {
    for (const value of queue) {
      if (signal.aborted) return;
      await work(value);
    }
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, values.length) }, worker));
}

export { nodeName };
