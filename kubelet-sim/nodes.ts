/** Registers simulated nodes and keeps them alive: a Lease every ten seconds, a status every five minutes (pkg/kubelet/nodestatus, component-helpers lease). */
import { ApiError, formatMicroTime, kinds, sleep, type coordination, type core, type OwnerReference, type ResourceDefinition, type Resources } from '../api';
import type { ComponentContext, Controller, ControllerFactory } from '../client';
import { beatsOf } from './heartbeats';
import { NodeEvents } from './node-events';
import { bootIdOf, isHealthy, kubeletPortOf, lastHeartbeat, nodeObject, nodeStatus, placeOf, type NodeCapacity, type Troubles } from './node-spec';
import type { NodePool } from './node-pools';
import { NodeAddresses, Places } from './places';
import { whenOthersHold, type Surroundings } from './lifecycle';
import { keyOfDefinition, Player } from './stage-objects';

const leaseNamespace = 'kube-node-lease';
const leaseSeconds = 40;
/** Until the next attempt when the server did not take a heartbeat. */
const retryMs = 1000;
/** Nodes written at a time, so that thousands of them do not crowd out other requests. */
const workers = 32;

/** What nodes have that say nothing else. */
export interface NodeBasis {
  readonly capacity: NodeCapacity;
  /** Where their kubelets listen. */
  readonly port: number;
}

/** Creates the nodes of the pools that are missing. Ends early when the signal aborts; a server that is away is waited for. */
export async function registerNodes(context: ComponentContext, pools: readonly NodePool[], { capacity, port }: NodeBasis): Promise<void> {
  const existing = await untilAnswered(context, () => context.client.of(kinds.nodes).list());
  if (!existing) return;
  const known = new Set(existing.items.map(({ metadata }) => metadata.name ?? ''));
  const places = new Places(existing.items.flatMap(({ spec, status }) => [spec.podCIDR, ...(status.addresses ?? []).map(({ address }) => address)]));
  const missing = missingNodes(pools, known);
  const work = async (): Promise<void> => {
    for (const { name, index, pool } of missing) {
      const place = places.take(placeOf(name, index));
      await untilAnswered(context, () => context.client.of(kinds.nodes).create(nodeObject(name, place, pool.template, capacity, context.clock.now(), port)).catch(orExisting));
    }
  };
  await Promise.all(Array.from({ length: workers }, work));
}

function* missingNodes(pools: readonly NodePool[], known: ReadonlySet<string>): Generator<{ readonly name: string; readonly index: number; readonly pool: NodePool }> {
  let before = 0;
  for (const pool of pools) {
    for (let i = 0; i < pool.count; i++) {
      const name = pool.nameOf(i);
      if (!known.has(name)) yield { name, index: before + i, pool };
    }
    before += pool.count;
  }
}

function orExisting(error: unknown): undefined {
  if (!ApiError.is(error, 'AlreadyExists')) throw error;
}

/** Undefined: the signal aborted before. */
async function untilAnswered<R>({ clock, log, signal }: ComponentContext, work: () => Promise<R>): Promise<R | undefined> {
  while (!signal.aborted) {
    try {
      return await work();
    } catch (error) {
      if (!signal.aborted) log.warn('nodes not registered, trying again', { error: String(error) });
      await sleep(clock, retryMs, signal);
    }
  }
  return undefined;
}

const nodeKind = keyOfDefinition(kinds.nodes);

/** The heartbeat of every served node, also of those that come later or were made by others, and its stages, where there are any. */
export const nodeHeartbeats = ({ book, deps, isServed, faults }: Surroundings, { capacity, port }: NodeBasis): ControllerFactory => ({ client, informers, clock, random, log, signal, recorder }) => {
  const nodes = informers.of(kinds.nodes);
  const beats = beatsOf(clock, random);
  const player = new Player(kinds.nodes as unknown as ResourceDefinition, deps);
  const addresses = new NodeAddresses();
  const events = new NodeEvents(recorder);
  nodes.on({
    added: (node) => addresses.adopt(node),
    updated: (node) => addresses.adopt(node),
    deleted(node) {
      addresses.release(node);
      beats.forget(node.metadata.uid ?? '');
      events.forget(node.metadata.uid ?? '');
      player.forget(node);
    },
  });

  function saidOf(node: core.Node): Troubles {
    const at = faults.bootedAt(node);
    return { hasDiskPressure: faults.hasDiskPressure(node), hasMemoryPressure: faults.hasMemoryPressure(node), ...(at !== undefined && { bootId: bootIdOf(node, at) }) };
  }

  async function status(node: core.Node): Promise<void> {
    const { name = '', uid = '' } = node.metadata;
    const said = saidOf(node);
    if (isHealthy(node, port, said) && !beats.isStatusDue(uid, lastHeartbeat(node))) return;
    const written = await client.of(kinds.nodes).update({ name }, (current) => (current.metadata.uid === uid
      ? { ...current, status: nodeStatus(current, { ...said, capacity, now: clock.now(), port, address: addresses.addressFor(current) }) } : current), { subresource: 'status' });
    beats.statusWritten(uid);
    events.changed(node, written.status.conditions);
  }

  /** Stages are played once: where the kubelet listens is another place after a restart. */
  async function moved(node: core.Node): Promise<core.Node> {
    const known = kubeletPortOf(node);
    if (!known || known === port) return node;
    const { name = '', uid } = node.metadata;
    return client.of(kinds.nodes).update({ name }, (current) => (current.metadata.uid === uid
      ? { ...current, status: { ...current.status, daemonEndpoints: { kubeletEndpoint: { Port: port } } } } : current), { subresource: 'status' });
  }

  /** Milliseconds until the next beat. */
  async function beat(node: core.Node): Promise<number> {
    const { uid = '' } = node.metadata;
    const stages = book.of(nodeKind);
    if (beats.isLeaseDue(uid)) {
      const isNew = await renewLease(client.of(kinds.leases), node, clock.now());
      beats.leaseWritten(uid);
      if (!stages) events.birth(node, isNew);
    }
    const played = stages ? await player.play(await moved(node), stages) : await status(node);
    return Math.min(beats.untilLease(uid), played?.requeueAfterMs ?? Infinity);
  }

  const controller: Controller<core.Node> = {
    name: 'node-heartbeat',
    for: kinds.nodes,
    triggers: (add) => whenOthersHold(book, faults, [nodeKind], () => nodes.lister.list().forEach(add)),
    concurrency: workers,
    async reconcile(key) {
      const node = nodes.lister.get(key);
      if (!node || !isServed(node)) return;
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

/** True: it had none. */
async function renewLease(leases: Resources<coordination.Lease>, node: core.Node, now: number): Promise<boolean> {
  const { name = '' } = node.metadata;
  const ownerReferences = [ownerOf(node)];
  const renewTime = formatMicroTime(now);
  try {
    await leases.update({ namespace: leaseNamespace, name }, (lease) => ({
      ...lease, metadata: { ...lease.metadata, ownerReferences }, spec: { ...lease.spec, holderIdentity: name, renewTime },
    }));
    return false;
  } catch (error) {
    if (!ApiError.is(error, 'NotFound')) throw error;
    await leases.create({
      kind: 'Lease', apiVersion: 'coordination.k8s.io/v1', metadata: { name, namespace: leaseNamespace, ownerReferences },
      spec: { holderIdentity: name, leaseDurationSeconds: leaseSeconds, renewTime },
    });
    return true;
  }
}

const ownerOf = ({ metadata: { name = '', uid = '' } }: core.Node): OwnerReference => ({ apiVersion: 'v1', kind: 'Node', name, uid });
