/**
 * An object of the cluster as a document. Nothing is kept of it but the registry's entry, and when it was seen; the JSON is put
 * together when somebody asks for it.
 */
import type { CollectionKey, DocumentKey, KubeObject, StoredDocument } from '../../../../api';
import { textWithoutOwners, type Entry } from '../../../../registry';
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
    const [head, times] = this.shell();
    return Buffer.from(`${JSON.stringify(head).slice(0, -1)},"data":${textWithoutOwners(this.entry)},${JSON.stringify(times).slice(1)}`);
  }

  get value(): unknown {
    const [head, times] = this.shell();
    return { ...head, data: withoutOwners(this.entry.object), ...times };
  }

  /** What stands before and behind the object (bcs-storage-documents: `_id`, identity, data, times). */
  private shell(): readonly [object, object] {
    const { cluster, type } = this.collection;
    const { namespace, name } = this.entry.key;
    return [
      { _id: this.id, clusterId: cluster, ...(namespace && { namespace }), resourceType: type, resourceName: name },
      { createTime: timeText(this.createTime), updateTime: timeText(this.updateTime) },
    ];
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
