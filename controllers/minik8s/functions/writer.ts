/** The writes of the function controller, beside those of status. */
import { ApiError, controllerOf, functionPods, keyOf, kinds, type apps, type Client, type KubeObject, type minik8s, type ResourceDefinition } from '../../../api';
import type { EventRecorder, Lister } from '../../../client';
import { nextNumber } from '../../history/history';
import { dependentsOf, ifPresent, isControlledBy, uidOf } from '../../ownership';
import type { OwnWrites } from '../../own-writes';
import { hashOf, revisionOf, type FunctionContent } from './content';
import { replicaSetOf } from './replica-set';

export interface WriterContext {
  readonly client: Client;
  readonly recorder: EventRecorder;
  readonly sets: OwnWrites<apps.ReplicaSet>;
  readonly revisions: Lister<apps.ControllerRevision>;
}

/** Somebody else has an object of the name that one of a function would have. */
export class NameTaken extends Error {
  constructor(object: KubeObject) {
    const owner = controllerOf(object);
    super(`${object.kind} ${object.metadata.name ?? ''} exists and is ${owner ? `that of ${owner.kind} ${owner.name}` : 'nobody\'s'}`);
  }
}

export class FunctionWriter {
  constructor(private readonly context: WriterContext) {}

  async ensureRevision(fn: minik8s.Function, content: FunctionContent): Promise<void> {
    const hash = hashOf(content);
    const known = this.revisionsOf(fn);
    if (known.some(({ metadata }) => metadata.labels?.[functionPods.contentHashLabel] === hash)) return;
    await this.create(fn, kinds.controllerrevisions, revisionOf(fn, content, nextNumber(known)));
  }

  /** Those of other contents than these. */
  async deleteRevisions(fn: minik8s.Function, kept: ReadonlySet<string | undefined>): Promise<void> {
    const surplus = this.revisionsOf(fn).filter(({ metadata }) => !kept.has(metadata.labels?.[functionPods.contentHashLabel]));
    await Promise.all(surplus.map((revision) => ifPresent(this.context.client.of(kinds.controllerrevisions).delete(keyOf(revision), { preconditions: { uid: uidOf(revision) } }))));
  }

  async createSet(fn: minik8s.Function, hash: string, replicas: number): Promise<apps.ReplicaSet> {
    const { object: set, isNew } = await this.create(fn, kinds.replicasets, replicaSetOf(fn, hash, replicas));
    if (isNew && replicas > 0) this.tell(fn, set, 0, replicas);
    return this.context.sets.note(set);
  }

  async resize(fn: minik8s.Function, set: apps.ReplicaSet, replicas: number): Promise<void> {
    const { client, sets } = this.context;
    const written = await ifPresent(client.of(kinds.replicasets).update(keyOf(set), (current) =>
      (uidOf(current) === uidOf(set) ? { ...current, spec: { ...current.spec, replicas } } : current)));
    if (written) sets.note(written);
    this.tell(fn, set, set.spec.replicas ?? 1, replicas);
  }

  async delete(set: apps.ReplicaSet): Promise<void> {
    await ifPresent(this.context.client.of(kinds.replicasets).delete(keyOf(set), { preconditions: { uid: uidOf(set) } }));
  }

  private revisionsOf(fn: minik8s.Function): apps.ControllerRevision[] {
    return [...dependentsOf(this.context.revisions, uidOf(fn))].sort((a, b) => a.revision - b.revision);
  }

  /** One that is there already although the informer has not shown it is taken. */
  private async create<T extends KubeObject>(fn: minik8s.Function, definition: ResourceDefinition<T>, wanted: T): Promise<{ readonly object: T; readonly isNew: boolean }> {
    const resources = this.context.client.of(definition);
    try {
      return { object: await resources.create(wanted), isNew: true };
    } catch (error) {
      if (!ApiError.is(error, 'AlreadyExists')) throw error;
    }
    const existing = await resources.get(keyOf(wanted));
    if (!isControlledBy(existing, fn)) throw new NameTaken(existing);
    return { object: existing, isNew: false };
  }

  private tell(fn: minik8s.Function, { metadata: { name } }: apps.ReplicaSet, from: number, to: number): void {
    this.context.recorder.event(fn, 'Normal', 'ScalingReplicaSet', `Scaled ${from < to ? 'up' : 'down'} replica set ${name} from ${from} to ${to}`);
  }
}
