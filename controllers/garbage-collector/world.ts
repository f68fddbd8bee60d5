/** What the garbage collector sees: every collected resource by informer, and live where the informer may be behind. */
import { keyOf, type Client, type KubeObject, type ObjectKey, type OwnerReference, type ResourceDefinition } from '../../api';
import type { EventRecorder, Informer, Informers } from '../../client';
import { ifPresent, uidOf } from '../ownership';
import type { Item } from './graph';

export const foregroundFinalizer = 'foregroundDeletion';
export const orphanFinalizer = 'orphan';

/**
 * `solid`: keeps its dependents alive. `waiting`: is being deleted in the foreground and waits for its dependents.
 * `absent`: known by a live read to be gone.
 */
export type OwnerState = 'solid' | 'waiting' | 'absent';

export const isDeleting = (object: KubeObject, finalizer: string): boolean =>
  object.metadata.deletionTimestamp !== undefined && Boolean(object.metadata.finalizers?.includes(finalizer));

/** As upstream, events are left out: there are too many of them, and they expire by themselves. */
export const collectable = (definitions: readonly ResourceDefinition[]): ResourceDefinition[] =>
  definitions.filter(({ verbs, names }) => names.plural !== 'events' && ['list', 'watch', 'delete'].every((verb) => verbs.includes(verb)));

/** Uids that were looked for and not found; a uid is never used again. Upstream keeps as many. */
const rememberedAbsences = 500;

const stateOf = (owner: KubeObject): OwnerState => (isDeleting(owner, foregroundFinalizer) ? 'waiting' : 'solid');

interface Followed {
  readonly definition: ResourceDefinition;
  readonly informer: Informer<KubeObject>;
}

const kindOf = ({ group, kind }: ResourceDefinition): string => `${group}/${kind}`;

/** Keys of the queue begin with it. */
export const resourceOf = ({ names, group }: ResourceDefinition): string => `${names.plural}.${group}`;

export class World {
  private readonly absent = new Set<string>();
  private readonly byKind = new Map<string, Followed>();
  private readonly byResource = new Map<string, ResourceDefinition>();

  constructor(readonly client: Client, private readonly recorder: EventRecorder) {}

  /** From here on objects of the kind are seen, as owners and as dependents. */
  add(definition: ResourceDefinition, informers: Informers): Informer<KubeObject> {
    const informer = informers.of(definition);
    this.byKind.set(kindOf(definition), { definition, informer });
    this.byResource.set(resourceOf(definition), definition);
    return informer;
  }

  remove(definition: ResourceDefinition): void {
    this.byKind.delete(kindOf(definition));
    this.byResource.delete(resourceOf(definition));
  }

  /** `deployments.apps`; undefined: the kind is not served any more. */
  definitionOf(resource: string): ResourceDefinition | undefined {
    return this.byResource.get(resource);
  }

  /** As the informer knows it; a namesake is not it. */
  cached({ definition, key, uid }: Item): KubeObject | undefined {
    const object = this.byKey(definition, key);
    return object && uidOf(object) === uid ? object : undefined;
  }

  byKey(definition: ResourceDefinition, key: ObjectKey): KubeObject | undefined {
    return this.byKind.get(kindOf(definition))?.informer.lister.get(key);
  }

  async live({ definition, key, uid }: Item): Promise<KubeObject | undefined> {
    const object = await ifPresent(this.client.of(definition).get(key));
    return object && uidOf(object) === uid ? object : undefined;
  }

  /** Where the owner has to be: an owner of a namespaced kind lives in its dependent's namespace. Undefined for a reference that cannot be followed. */
  ownerItem(reference: OwnerReference, dependent: KubeObject): Item | undefined {
    const group = reference.apiVersion.includes('/') ? reference.apiVersion.slice(0, reference.apiVersion.indexOf('/')) : '';
    const definition = this.byKind.get(`${group}/${reference.kind}`)?.definition;
    if (!definition) return undefined;
    const { namespace } = dependent.metadata;
    if (definition.scope === 'Namespaced' && !namespace) return undefined;
    const key = definition.scope === 'Namespaced' ? { namespace, name: reference.name } : { name: reference.name };
    return { definition, key, uid: reference.uid };
  }

  /** True when the informers alone say that every owner is there and not being deleted in the foreground. */
  hasOnlySolidOwners(references: readonly OwnerReference[], dependent: KubeObject): boolean {
    return references.every((reference) => {
      const item = this.ownerItem(reference, dependent);
      const owner = item && this.cached(item);
      return owner !== undefined && stateOf(owner) === 'solid';
    });
  }

  /** A reference that cannot be followed (unknown kind; cluster-scoped object, namespaced owner) never costs the dependent its life. */
  async ownerState(reference: OwnerReference, dependent: KubeObject): Promise<OwnerState> {
    const item = this.ownerItem(reference, dependent);
    if (!item) {
      this.reportUnreachable(reference, dependent);
      return 'solid';
    }
    const cached = this.cached(item);
    if (cached) return stateOf(cached);
    const place = `${item.key.namespace ?? ''}/${item.uid}`;
    if (this.absent.has(place)) return 'absent';
    const live = await this.live(item);
    if (live) return stateOf(live);
    this.remember(place);
    this.reportForeign(item, dependent, reference);
    return 'absent';
  }

  private remember(place: string): void {
    this.absent.add(place);
    const oldest = this.absent.values().next();
    if (this.absent.size > rememberedAbsences && !oldest.done) this.absent.delete(oldest.value);
  }

  private reportUnreachable(reference: OwnerReference, dependent: KubeObject): void {
    if (!dependent.metadata.namespace) this.reportInvalid(reference, dependent);
  }

  /** An owner in another namespace does not count; whoever wrote the reference should hear of it. */
  private reportForeign({ definition, key, uid }: Item, dependent: KubeObject, reference: OwnerReference): void {
    if (definition.scope !== 'Namespaced') return;
    const elsewhere = this.byKind.get(kindOf(definition))?.informer.lister.list().find((object) => uidOf(object) === uid && keyOf(object).namespace !== key.namespace);
    if (elsewhere) this.reportInvalid(reference, dependent);
  }

  private reportInvalid({ apiVersion, kind, name, uid }: OwnerReference, dependent: KubeObject): void {
    const namespace = dependent.metadata.namespace ?? '';
    this.recorder.event(dependent, 'Warning', 'OwnerRefInvalidNamespace',
      `ownerRef [${apiVersion}/${kind}, namespace: ${namespace}, name: ${name}, uid: ${uid}] does not exist in namespace "${namespace}"`);
  }
}
