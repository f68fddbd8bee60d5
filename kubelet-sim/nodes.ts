/** Registers simulated nodes and keeps them alive: a Lease every ten seconds, a status every five minutes (pkg/kubelet/nodestatus, component-helpers lease). */
import { ApiError, formatMicroTime, kinds, sleep, type coordination, type core, type OwnerReference, type Resources } from '../api';
import type { ComponentContext, Controller, ControllerFactory } from '../client';
import { isHealthy, isSimulated, lastHeartbeat, nodeObject, nodeStatus, type NodeCapacity } from './node-spec';

const leaseNamespace = 'kube-node-lease';
const leaseSeconds = 40;
const renewMs = 10_000;
const statusMs = 300_000;
/** Until the next attempt when the server did not take a heartbeat. */
const retryMs = 1000;
/** Nodes written at a time, so that thousands of them do not crowd out other requests. */
const workers = 32;

/** Creates the first `count` nodes that are missing. Ends early when the signal aborts; a server that is away is waited for. */
export async function registerNodes(context: ComponentContext, count: number, capacity: NodeCapacity): Promise<void> {
  const indices = Array.from({ length: count }, (_, index) => index)[Symbol.iterator]();
  const work = async (): Promise<void> => {
    for (const index of indices) await register(context, index, capacity);
  };
  await Promise.all(Array.from({ length: Math.min(workers, count) }, work));
}

async function register({ client, clock, log, signal }: ComponentContext, index: number, capacity: NodeCapacity): Promise<void> {
  while (!signal.aborted) {
    try {
      await client.of(kinds.nodes).create(nodeObject(index, capacity, clock.now()));
      return;
    } catch (error) {
      if (ApiError.is(error, 'AlreadyExists')) return;
      if (!signal.aborted) log.warn('node not registered, trying again', { node: index + 1, error: String(error) });
      await sleep(clock, retryMs, signal);
    }
  }
}

/** The heartbeat of every simulated node, also of those that come later or were made by others. */
export const nodeHeartbeats = (capacity: NodeCapacity): ControllerFactory => ({ client, informers, clock, log, signal }) => {
  const nodes = informers.of(kinds.nodes);
  /** When the Lease of each node was renewed last, by uid: a node of the same name made anew begins anew. */
  const renewed = new Map<string, number>();
  nodes.on({ deleted: ({ metadata: { uid = '' } }) => renewed.delete(uid) });

  async function beat(node: core.Node): Promise<number> {
    const { name = '', uid = '' } = node.metadata;
    const last = renewed.get(uid);
    if (last === undefined || clock.now() - last >= renewMs) {
      await renewLease(client.of(kinds.leases), node, clock.now());
      renewed.set(uid, clock.now());
    }
    if (!isHealthy(node) || clock.now() - lastHeartbeat(node) >= statusMs) {
      await client.of(kinds.nodes).update({ name }, (current) => (current.metadata.uid === uid
        ? { ...current, status: nodeStatus(current, capacity, clock.now()) } : current), { subresource: 'status' });
    }
    return renewMs - (clock.now() - (renewed.get(uid) ?? 0));
  }

  const controller: Controller<core.Node> = {
    name: 'node-heartbeat',
    for: kinds.nodes,
    concurrency: workers,
    async reconcile(key) {
      const node = nodes.lister.get(key);
      if (!node || !isSimulated(node)) return;
      try {
        return { requeueAfterMs: await beat(node) };
      } catch (error) {
        // Not left to the queue's back-off, which grows far beyond the life of a Lease.
        // A node that has just been deleted is no news.
        const level = signal.aborted || ApiError.is(error, 'NotFound') ? 'debug' : 'warn';
        log[level]('node heartbeat failed, trying again', { node: key.name, error: String(error) });
        return { requeueAfterMs: retryMs };
      }
    },
  };
  return controller;
};

async function renewLease(leases: Resources<coordination.Lease>, node: core.Node, now: number): Promise<void> {
  const { name = '' } = node.metadata;
  const ownerReferences = [ownerOf(node)];
  const renewTime = formatMicroTime(now);
  try {
    await leases.update({ namespace: leaseNamespace, name }, (lease) => ({
      ...lease, metadata: { ...lease.metadata, ownerReferences }, spec: { ...lease.spec, holderIdentity: name, renewTime },
    }));
  } catch (error) {
    if (!ApiError.is(error, 'NotFound')) throw error;
    await leases.create({
      kind: 'Lease', apiVersion: 'coordination.k8s.io/v1', metadata: { name, namespace: leaseNamespace, ownerReferences },
      spec: { holderIdentity: name, leaseDurationSeconds: leaseSeconds, renewTime },
    });
  }
}

const ownerOf = ({ metadata: { name = '', uid = '' } }: core.Node): OwnerReference => ({ apiVersion: 'v1', kind: 'Node', name, uid });
