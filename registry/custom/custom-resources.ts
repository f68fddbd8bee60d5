/**
 * Custom resources follow their definitions: names are accepted, kinds served, and everything removed again
 * (k8s.io/apiextensions-apiserver pkg/controller/{status,establish,finalizer}, pkg/apiserver customresource_handler.go).
 * Every API server on a store does this for itself; what they write agrees.
 */
import { setMaxListeners } from 'node:events';
import {
  ApiError, cleanupFinalizer, customKinds, formatTime, isEstablished, keyOf, namesStatus, same, sleep, type Clock, type CustomKinds, type CustomResourceDefinition, type KubeObject, type Logger,
} from '../../api';
import type { ResourceStore } from '../resource-store';
import { removeInstances } from './cleanup';

/** What is served of a definition, until it is withdrawn. */
export interface ServedKinds {
  readonly instances: ResourceStore;
  withdraw(): void;
}

export interface CustomResourcesDeps {
  readonly definitions: ResourceStore<CustomResourceDefinition>;
  readonly clock: Clock;
  readonly log: Logger;
  readonly serve: (custom: CustomKinds) => ServedKinds;
}

interface Known {
  readonly crd: CustomResourceDefinition;
  readonly served: ServedKinds;
}

const retryMs = 1000;

export class CustomResources {
  private readonly stopping = new AbortController();
  private readonly served = new Map<string, Known>();
  /** By uid: definitions whose objects are on their way out. */
  private readonly removing = new Set<string>();
  private readonly all = new Map<string, CustomResourceDefinition>();

  constructor(private readonly deps: CustomResourcesDeps) {
    // Each definition on its way out listens to it.
    setMaxListeners(0, this.stopping.signal);
  }

  /** Resolves when what is stored already is served; follows from then on. */
  async start(): Promise<void> {
    void this.follow(await this.relist());
  }

  stop(): void {
    this.stopping.abort();
  }

  /** Makes good what was missed, deletions too. Returns the revision from which to watch. */
  private async relist(): Promise<string> {
    const { revision, entries } = await this.deps.definitions.list();
    const there = new Map(entries.map(({ object }) => [nameOf(object), object]));
    for (const [name, crd] of this.all) if (!there.has(name)) this.changed(true, crd);
    // Names are judged among all of them.
    for (const [name, crd] of there) this.all.set(name, crd);
    for (const crd of there.values()) this.changed(false, crd);
    return String(revision);
  }

  private async follow(from: string): Promise<void> {
    let resourceVersion: string | undefined = from;
    while (!this.stopping.signal.aborted) {
      try {
        resourceVersion ??= await this.relist();
        for await (const frames of await this.deps.definitions.watch({ resourceVersion }, this.stopping.signal)) {
          for (const frame of frames) {
            if (frame.type === 'BOOKMARK') continue;
            resourceVersion = String(frame.entry.revision);
            this.changed(frame.type === 'DELETED', frame.entry.object);
          }
        }
      } catch (error) {
        this.deps.log.warn('definitions of custom resources are followed anew', { error: String(error) });
        resourceVersion = undefined;
        await sleep(this.deps.clock, retryMs, this.stopping.signal);
      }
    }
  }

  private changed(gone: boolean, crd: CustomResourceDefinition): void {
    const name = nameOf(crd);
    if (!gone) {
      this.all.set(name, crd);
      this.show(crd);
      void this.advance(crd);
      return;
    }
    this.all.delete(name);
    this.withdraw(name);
    // Its names are free: others of its group may have waited for them.
    for (const other of this.all.values()) if (other.spec.group === crd.spec.group) void this.advance(other);
  }

  /** Serves an established definition as it is now. Watches of what it was before end, as upstream's do. */
  private show(crd: CustomResourceDefinition): void {
    const name = nameOf(crd);
    const known = this.served.get(name);
    if (known && looksSame(known.crd, crd)) return;
    const custom = isEstablished(crd) ? customKinds(crd) : undefined;
    if (!custom) return;
    this.withdraw(name);
    this.served.set(name, { crd, served: this.deps.serve(custom) });
  }

  private withdraw(name: string): void {
    this.served.get(name)?.served.withdraw();
    this.served.delete(name);
  }

  /** Takes the definition one step further, if there is one; the write comes back as an event. */
  private async advance(crd: CustomResourceDefinition): Promise<void> {
    try {
      if (crd.metadata.deletionTimestamp) await this.remove(crd);
      else await this.name(crd);
    } catch (error) {
      if (this.stopping.signal.aborted || ApiError.is(error, 'NotFound')) return;
      this.deps.log.warn('a definition of custom resources could not be taken further', { name: nameOf(crd), error: String(error) });
      await sleep(this.deps.clock, retryMs, this.stopping.signal);
      const latest = this.all.get(nameOf(crd));
      if (latest && !this.stopping.signal.aborted) void this.advance(latest);
    }
  }

  private async name(crd: CustomResourceDefinition): Promise<void> {
    const { definitions, clock } = this.deps;
    const wanted = (current: CustomResourceDefinition): CustomResourceDefinition['status'] => namesStatus(current, [...this.all.values()], formatTime(clock.now()));
    if (wanted(crd) === crd.status) return;
    await definitions.update(keyOf(crd), (current) => {
      const status = wanted(current);
      return status === current.status ? current : { ...current, status };
    }, { subresource: 'status', fieldManager: 'kube-apiserver' });
  }

  private async remove(crd: CustomResourceDefinition): Promise<void> {
    const { uid = '', finalizers } = crd.metadata;
    // Every change of its status comes here again: once is enough.
    if (!finalizers?.includes(cleanupFinalizer) || this.removing.has(uid)) return;
    this.removing.add(uid);
    try {
      await this.empty(crd);
    } finally {
      this.removing.delete(uid);
    }
  }

  private async empty(crd: CustomResourceDefinition): Promise<void> {
    const instances = this.served.get(nameOf(crd))?.served.instances;
    if (instances) await removeInstances(instances, this.stopping.signal);
    await this.deps.definitions.update(keyOf(crd), (current) => ({
      ...current, metadata: { ...current.metadata, finalizers: current.metadata.finalizers?.filter((name) => name !== cleanupFinalizer) },
    }), { fieldManager: 'kube-apiserver' });
  }
}

/** Whether the same is served. */
const looksSame = (a: CustomResourceDefinition, b: CustomResourceDefinition): boolean =>
  same(a.spec, b.spec) && same(a.status.acceptedNames, b.status.acceptedNames) && a.metadata.deletionTimestamp === b.metadata.deletionTimestamp;

const nameOf = ({ metadata }: KubeObject): string => metadata.name ?? '';
