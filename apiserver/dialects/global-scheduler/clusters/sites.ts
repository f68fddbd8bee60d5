/** The world as it is now, from the configuration directory, Cluster and Flavor objects and the nodes of this cluster; and what decisions rest on. */
import { kinds, type globalscheduler, type KubeObject } from '../../../../api';
import type { Registry } from '../../../../registry';
import type { ConfigDirectory } from '../config';
import { edgeCloudPolicy, type WorldRecords } from '../engine';
import type { FollowDeps } from '../follow';
import type { Books } from '../ledger/books';
import type { Grounds, GroundsSource } from '../ledger/grounds';
import { PlacementFault } from '../service';
import { KeptObjects } from './kept-objects';
import { OwnNodes } from './own-nodes';
import { isMirror, noRecords, WorldComposer, type Composed } from './world';

export interface SitesDeps extends FollowDeps {
  readonly registry: Registry;
  readonly books: Books;
  readonly config?: ConfigDirectory;
  readonly faithful: boolean;
}

export class Sites implements GroundsSource {
  private readonly composer = new WorldComposer();
  readonly clusters: KeptObjects<globalscheduler.Cluster>;
  readonly flavorObjects: KeptObjects<globalscheduler.Flavor>;
  private flavors: readonly globalscheduler.Flavor[] | undefined;
  /** Nodes and pods are followed once a site is made of them. */
  private nodes: OwnNodes | undefined;
  private composed: Composed | undefined;
  private readonly listeners = new Set<() => void>();
  private readonly mirrorListeners = new Set<() => void>();

  constructor(private readonly deps: SitesDeps) {
    const { registry, config, books } = deps;
    this.clusters = new KeptObjects(registry.store(kinds.clusters), deps, (_name, before, after) => this.seen(before, after, () => this.changed()));
    this.flavorObjects = new KeptObjects(registry.store(kinds.flavors), deps, (_name, before, after) => this.seen(before, after, () => {
      this.flavors = undefined;
      this.changed();
    }));
    config?.onChange(() => this.changed());
    books.onChange(({ released }) => { if (released && this.nodes) this.changed(); });
  }

  async current(): Promise<Grounds> {
    await Promise.all([this.clusters.current(), this.flavorObjects.current()]);
    const { own } = this.latest();
    if (own.size) await this.followNodes().current();
    const { world } = this.latest();
    return { world, ...this.manner(), own };
  }

  /** As far as it is known in this moment. */
  latest(): Composed {
    return this.composed ??= this.composer.compose({
      records: this.deps.config?.current().records ?? noRecords,
      clusters: this.clusters.values(),
      flavors: this.flavors ??= [...this.flavorObjects.values()],
      ownHosts: (selector, siteId) => this.nodes?.hostsOf(selector, siteId) ?? { total: { vcpu: 0, mem: 0 }, used: { vcpu: 0, mem: 0 } },
    });
  }

  /** The files, where there are some. */
  get records(): WorldRecords | undefined {
    return this.deps.config?.current().records;
  }

  /** How many nodes a site is made of. */
  nodesOf(selector: string): number {
    return this.nodes?.countOf(selector) ?? 0;
  }

  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  async stop(): Promise<void> {
    await Promise.all([this.clusters.stop(), this.flavorObjects.stop(), this.nodes?.stop()]);
  }

  private manner(): Pick<Grounds, 'policy' | 'options'> {
    const { config, faithful } = this.deps;
    if (!config) return { policy: edgeCloudPolicy, options: { faithful } };
    const { policy, faults } = config.policy();
    if (faithful && faults.length) throw new PlacementFault();
    return { policy, options: { faithful, spotFake: config.current().settings.spotFake } };
  }

  private followNodes(): OwnNodes {
    const { registry, books } = this.deps;
    return this.nodes ??= new OwnNodes(registry, this.deps, (uid) => books.ofUid(uid)?.reserving !== undefined, () => this.changed());
  }

  /** Called when an object that mirrors the files was changed, by whomever. */
  onMirror(listener: () => void): () => void {
    this.mirrorListeners.add(listener);
    return () => this.mirrorListeners.delete(listener);
  }

  /** What a status says is no news, and mirrors say nothing that the files do not say. */
  private seen(before: KubeObject | undefined, after: KubeObject | undefined, changed: () => void): void {
    if (before?.metadata.generation === after?.metadata.generation && before?.metadata.uid === after?.metadata.uid) return;
    if ([before, after].every((object) => !object || isMirror(object))) for (const listener of this.mirrorListeners) listener();
    else changed();
  }

  private changed(): void {
    this.composed = undefined;
    for (const listener of this.listeners) listener();
  }
}
