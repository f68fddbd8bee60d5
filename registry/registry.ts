/** The registry: definitions on one side, stores on the other. Each resource's cache starts when it is first used. */
import { kinds, Measures, type Clock, type ClusterState, type CustomKinds, type KubeObject, type Logger, type Random, type ResourceDefinition, type Resources, type TokenAuthority } from '../api';
import type { Admission } from './admission';
import { AdmissionChain } from './admission/chain';
import { clusterIp } from './admission/cluster-ip';
import { nodePort } from './admission/node-port';
import { keepLedger } from './admission/ledger';
import { makePlugins, type PluginChoice } from './admission/plugins';
import { keepSystemPriorityClasses } from './admission/system-priority-classes';
import { stopwatch } from './admission/timed-step';
import { AnswerStore } from './answer-store';
import { LatestAtHand } from './at-hand';
import { bootstrap } from './bootstrap';
import { keepWebhookKind } from './conversion/keep';
import { ConvertedStore } from './converted-store';
import { CustomResources, type ServedKinds } from './custom/custom-resources';
import { keepKind, type KeptKind, type KeptKindContext } from './kept-kind';
import { asResources } from './object-resources';
import { ObservedStore } from './observed-store';
import type { Registry, ResourceStore } from './resource-store';
import { translated } from './storage-errors';
import type { KV } from './storage/kv';
import { tokenAuthority } from './tokens/authority';

export interface RegistryOptions {
  /** Closed with the registry. */
  readonly kv: KV;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  /** Default: every built-in kind. */
  readonly definitions?: readonly ResourceDefinition[];
  /** Further versions of kinds in `definitions`; default: every built-in one, and those of older Kubernetes releases. */
  readonly conversions?: typeof kinds.conversions;
  /** Which of the built-in plugins run; default: those that are on in Kubernetes. */
  readonly admissionPlugins?: PluginChoice;
  /** Run after the built-in plugins. */
  readonly admission?: readonly Admission[];
  /** Events kept per resource for watchers that lag; default 8192. */
  readonly watchHistory?: number;
  /** Whether this process runs the component of that name (`kube-scheduler`); default: none. */
  readonly runs?: (component: string) => boolean;
  /** Where it counts what happens; default: nobody looks. */
  readonly measures?: Measures;
  /** Freeze shared objects, so that code which changes one fails: for tests. */
  readonly freeze?: boolean;
  /** How many objects are kept beside their bytes, the latest; default: all, for those who work with them in this thread. */
  readonly objectsAtHand?: number;
}

const defaultWatchHistory = 8192;

/** Opens the registry and creates what every cluster has. Rejects with ApiError ServiceUnavailable when the store does not answer. */
export async function openRegistry(options: RegistryOptions): Promise<Registry> {
  const registry = new StoreRegistry(options);
  await translated(bootstrap(registry, registry.definitions));
  await translated(registry.followDefinitions());
  return registry;
}

const allVersions = [...kinds.conversions, ...kinds.legacyVersions];

/** One resource of one version, for either kind of reader. */
interface Served<T extends KubeObject = KubeObject> {
  readonly store: ResourceStore<T>;
  readonly resources: Resources<T>;
}

const address = (group: string, version: string, plural: string): string => `${group}/${version}/${plural}`;

class StoreRegistry implements Registry {
  definitions: readonly ResourceDefinition[];
  readonly tokens: TokenAuthority;
  private readonly stores = new Map<string, Served>();
  private readonly caches = new Set<KeptKind['caches'][number]>();
  private readonly context: KeptKindContext;
  private custom: CustomResources | undefined;

  constructor(private readonly options: RegistryOptions) {
    const { kv, clock, random, log, measures = new Measures() } = options;
    this.tokens = tokenAuthority(kv);
    const stored = options.definitions ?? kinds.definitions;
    const conversions = (options.conversions ?? allVersions).filter(({ hub }) => stored.some((definition) => sameAddress(definition, hub)));
    this.definitions = [...stored, ...conversions.map(({ definition }) => definition)];
    const ofServices = { kv, client: this, services: kinds.services, clock, random };
    const admission = new AdmissionChain([
      ...makePlugins(options.admissionPlugins ?? {}, { kv, clock, random, log, measures, registry: this }),
      clusterIp(ofServices), nodePort(ofServices), keepSystemPriorityClasses, keepLedger,
      ...(options.admission ?? []),
    ], { log, stopwatch: stopwatch(measures, clock) });
    this.context = { kv, clock, random, log, measures, capacity: options.watchHistory ?? defaultWatchHistory, freeze: options.freeze ?? false, atHand: options.objectsAtHand === undefined ? undefined : new LatestAtHand(options.objectsAtHand), admission, cluster: this };
    for (const definition of stored) {
      if (definition.answer) {
        this.serve(new AnswerStore(definition, { clock, random, cluster: this }));
        continue;
      }
      if (definition.observe) {
        this.serve(new ObservedStore(definition, definition.observe, () => this.state()));
        continue;
      }
      const kept = keepKind(definition, conversions.filter(({ hub }) => sameAddress(definition, hub)), this.context);
      for (const cache of kept.caches) this.caches.add(cache);
      for (const store of [kept.stored, ...kept.others]) this.serve(store);
    }
    // Questions may be asked in any version.
    for (const conversion of conversions) if (conversion.hub.answer) this.serve(new ConvertedStore(conversion, this.known(conversion.hub).store));
  }

  private serve<T extends KubeObject>(store: ResourceStore<T>): void {
    const { group, version, names } = store.definition;
    // Whoever asks with a definition gets the store that was made from it.
    this.stores.set(address(group, version, names.plural), { store, resources: asResources(store) } as unknown as Served);
  }

  /** Follows the definitions of custom resources, if those are served. */
  async followDefinitions(): Promise<void> {
    const { group, version, names } = kinds.customresourcedefinitions;
    if (!this.find(group, version, names.plural)) return;
    const definitions = this.store(kinds.customresourcedefinitions);
    this.custom = new CustomResources({ ...this.options, definitions, serve: (custom) => this.serveCustom(custom) });
    await this.custom.start();
  }

  private serveCustom({ webhook, ...custom }: CustomKinds): ServedKinds {
    const kept = webhook ? keepWebhookKind({ ...custom, webhook }, this.context) : keepKind(custom.stored, custom.others, this.context);
    const served = custom.storedIsServed ? [kept.stored, ...kept.others] : kept.others;
    for (const cache of kept.caches) this.caches.add(cache);
    for (const store of served) this.serve(store);
    const mine = served.map(({ definition }) => definition);
    this.definitions = [...this.definitions, ...mine];
    return {
      instances: kept.stored,
      withdraw: () => {
        this.definitions = this.definitions.filter((definition) => !mine.includes(definition));
        for (const { group, version, names } of mine) this.stores.delete(address(group, version, names.plural));
        for (const cache of kept.caches) {
          this.caches.delete(cache);
          cache.stop();
        }
      },
    };
  }

  find(group: string, version: string, plural: string): ResourceStore | undefined {
    return this.stores.get(address(group, version, plural))?.store;
  }

  store<T extends KubeObject>(definition: ResourceDefinition<T>): ResourceStore<T> {
    return this.known(definition).store;
  }

  of<T extends KubeObject>(definition: ResourceDefinition<T>): Resources<T> {
    return this.known(definition).resources;
  }

  async ping(): Promise<void> {
    await translated(this.options.kv.revision());
  }

  async close(): Promise<void> {
    this.custom?.stop();
    for (const cache of this.caches) cache.stop();
    await this.options.kv.close();
  }

  private state(): ClusterState {
    const { clock, runs = () => false } = this.options;
    return { now: clock.now(), client: this, runs, ping: () => this.ping() };
  }

  private known<T extends KubeObject>({ group, version, names }: ResourceDefinition<T>): Served<T> {
    const served = this.stores.get(address(group, version, names.plural));
    if (!served) throw new Error(`no store for ${address(group, version, names.plural)}`);
    return served as unknown as Served<T>;
  }
}

const sameAddress = (a: ResourceDefinition, b: ResourceDefinition): boolean =>
  address(a.group, a.version, a.names.plural) === address(b.group, b.version, b.names.plural);
