/**
 * An object of the cluster as a document. Nothing is kept of it but the registry's entry, and when it was seen; the JSON is put
 * together when somebody asks for it.
 */
import type { CollectionKey, DocumentKey, KubeObject, StoredDocument } from '../../../../api';
import { textWithoutOwners, type Entry } from '../../../../registry';
import { documentText } from '../document-text';
import { timeText } from '../rendering';
import { stableId } from './id';

export class LiveObject implements StoredDocument {
  constructor(private readonly collection: CollectionKey, readonly entry: Entry, readonly updateTime: number) {}

  get key(): DocumentKey {
    return keyOf(this.collection, this.entry);
  }

  get revision(): number {
    return this.entry.revision;
  }

  /** Another object of the same name is another document. */
  get id(): string {
    const { uid, namespace, name } = this.entry.object.metadata;
    return stableId(this.createTime, uid ?? `${this.collection.type} ${namespace ?? ''}/${name ?? ''}`);
  }

  get createTime(): number {
    return created(this.entry.object);
  }

  get json(): Buffer {
    return Buffer.from(documentText(this.identity(), textWithoutOwners(this.entry), this, { id: this.id, now: this.updateTime }));
  }

  get value(): unknown {
    return { _id: this.id, ...this.identity(), data: withoutOwners(this.entry.object), createTime: timeText(this.createTime), updateTime: timeText(this.updateTime) };
  }

  private identity(): Readonly<Record<string, string>> {
    const { cluster, type } = this.collection;
    const { namespace, name } = this.entry.key;
    return { clusterId: cluster, ...(namespace && { namespace }), resourceType: type, resourceName: name };
  }
}

export const keyOf = (collection: CollectionKey, { key: { namespace, name } }: Entry): DocumentKey =>
  ({ ...collection, ...(namespace && { namespace }), name });

const withoutOwners = (object: KubeObject): KubeObject =>
  (object.metadata.managedFields ? { ...object, metadata: { ...object.metadata, managedFields: undefined } } : object);

export const created = ({ metadata }: KubeObject): number => Date.parse(metadata.creationTimestamp ?? '') || 0;

/** When an object was changed last, as far as it says so itself: in whole seconds. */
export const changed = (object: KubeObject): number =>
  (object.metadata.managedFields ?? []).reduce((latest, { time = '' }) => Math.max(latest, Date.parse(time) || 0), created(object));
