/** The revisions of one kind's workloads as ControllerRevisions (upstream's pkg/controller/history). */
import { ApiError, keyOf, kinds, selectorOf, type apps, type Client, type ResourceDefinition, type Resources } from '../../api';
import type { Informers, Lister } from '../../client';
import { claim, controllerReference, ifPresent, indexOwnership, uidOf } from '../ownership';
import { podTemplateHash } from '../template-hash';
import { TemplateMemory, templatePatch, type Revised } from './template';

type Revision = apps.ControllerRevision;

/** Leaves room for a dash and a hash in the 253 characters of a name. */
const longestPrefix = 223;

export interface Snapshot {
  readonly revision: Revision;
  /** With how many templates before it this one shares its hash, as far as is known. */
  readonly collisionCount: number;
}

export class RevisionHistory<O extends Revised> {
  readonly templates: TemplateMemory<O>;
  private readonly revisions: Resources<Revision>;
  private readonly owners: Resources<O>;
  private readonly lister: Lister<Revision>;

  /** `hashLabel`: the label that tells a revision's hash. */
  constructor(client: Client, informers: Informers, definition: ResourceDefinition<O>, private readonly hashLabel: string) {
    const informer = informers.of(kinds.controllerrevisions);
    indexOwnership(informer);
    this.lister = informer.lister;
    this.revisions = client.of(kinds.controllerrevisions);
    this.owners = client.of(definition);
    this.templates = new TemplateMemory(definition);
  }

  /** All revisions of the owner, the oldest first; matching orphans are adopted. */
  async of(owner: O): Promise<Revision[]> {
    const revisions = await claim({
      owner, owners: this.owners, selector: selectorOf(owner.spec.selector), lister: this.lister, dependents: this.revisions,
    });
    return revisions.sort(byRevision);
  }

  /** Remembers the owner's template. One that is there already although the informer has not shown it is taken. */
  async snapshot(owner: O, number: number): Promise<Snapshot> {
    for (let collisionCount = owner.status.collisionCount ?? 0; ; collisionCount += 1) {
      const wanted = this.revisionOf(owner, number, collisionCount);
      try {
        return { revision: await this.revisions.create(wanted), collisionCount };
      } catch (error) {
        if (!ApiError.is(error, 'AlreadyExists')) throw error;
      }
      const existing = await this.revisions.get(keyOf(wanted));
      if (this.templates.remembers(existing, owner)) return { revision: existing, collisionCount };
    }
  }

  /** A template that comes back (a rollback) gets a new number. */
  renumber(revision: Revision, number: number): Promise<Revision> {
    return this.change(revision, (current) => ({ ...current, revision: number }));
  }

  /** Gives the revision its hash label, where it has none. */
  label(revision: Revision, hash: string): Promise<Revision> {
    return this.change(revision, (current) => ({ ...current, metadata: { ...current.metadata, labels: { ...current.metadata.labels, [this.hashLabel]: hash } } }));
  }

  async delete(revision: Revision): Promise<void> {
    await ifPresent(this.revisions.delete(keyOf(revision), { preconditions: { uid: uidOf(revision) } }));
  }

  private change(revision: Revision, change: (current: Revision) => Revision): Promise<Revision> {
    return this.revisions.update(keyOf(revision), (current) => (uidOf(current) === uidOf(revision) ? change(current) : current));
  }

  private revisionOf(owner: O, number: number, collisionCount: number): Revision {
    const { template } = owner.spec;
    const hash = podTemplateHash(template, collisionCount);
    const { name = '', namespace, annotations } = owner.metadata;
    return {
      apiVersion: 'apps/v1',
      kind: 'ControllerRevision',
      metadata: {
        name: `${name.slice(0, longestPrefix)}-${hash}`,
        namespace,
        labels: { ...template.metadata?.labels, [this.hashLabel]: hash },
        // Among them the change cause that `kubectl rollout history` shows.
        ...(annotations && { annotations }),
        ownerReferences: [controllerReference(owner)],
      },
      data: templatePatch(template),
      revision: number,
    };
  }
}

const order = (a = '', b = ''): number => (a < b ? -1 : Number(a > b));

const byRevision = (a: Revision, b: Revision): number =>
  a.revision - b.revision || order(a.metadata.creationTimestamp, b.metadata.creationTimestamp) || order(a.metadata.name, b.metadata.name);

/** `revisions`: the oldest first. */
export const nextNumber = (revisions: readonly Revision[]): number => (revisions.at(-1)?.revision ?? 0) + 1;
