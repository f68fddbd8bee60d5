/** A document that is made of objects. It is made when one of them changes; its JSON when somebody asks. */
import type { CollectionKey, DocumentKey, KubeObject, StoredDocument } from '../../../../api';
import type { Entry } from '../../../../registry';
import { documentText } from '../document-text';
import { timeText } from '../rendering';
import { changed, created } from './document';
import { stableId } from './id';

/** What a view says of a document. */
export interface Made {
  readonly namespace?: string;
  readonly name: string;
  /** Another is another document, also under the same name. */
  readonly identity: string;
  /** Milliseconds since 1970: when it began, and when it changed last, as far as its objects say so themselves. */
  readonly created: number;
  readonly changed: number;
  readonly data: object;
  /** Members of `data` that are the time at which it is told. */
  readonly stamped?: readonly string[];
}

/** Of an object that it has its identity of. */
export const madeOf = ({ object }: Pick<Entry<KubeObject>, 'object'>, name: { readonly namespace?: string; readonly name: string }, data: object, stamped: readonly string[] = []): Made =>
  ({ ...name, identity: object.metadata.uid ?? '', created: created(object), changed: changed(object), data, stamped });

export class DerivedDocument implements StoredDocument {
  constructor(private readonly collection: CollectionKey, readonly made: Made, readonly revision: number, readonly updateTime: number) {}

  get key(): DocumentKey {
    const { namespace, name } = this.made;
    return { ...this.collection, ...(namespace !== undefined && { namespace }), name };
  }

  get id(): string {
    return stableId(this.createTime, `${this.collection.cluster} ${this.collection.type} ${this.made.identity}`);
  }

  get createTime(): number {
    return this.made.created;
  }

  get json(): Buffer {
    return Buffer.from(documentText(this.identity(), JSON.stringify(this.data), this, { id: this.id, now: this.updateTime }));
  }

  get value(): unknown {
    return { _id: this.id, ...this.identity(), data: this.data, createTime: timeText(this.createTime), updateTime: timeText(this.updateTime) };
  }

  isCalledAs({ namespace, name, identity }: Made): boolean {
    return this.made.namespace === namespace && this.made.name === name && this.made.identity === identity;
  }

  private get data(): object {
    const { data, stamped = [] } = this.made;
    const time = timeText(this.updateTime);
    return stamped.length ? { ...data, ...Object.fromEntries(stamped.map((member) => [member, time])) } : data;
  }

  private identity(): Readonly<Record<string, string>> {
    const { cluster, type } = this.collection;
    const { namespace, name } = this.made;
    return { clusterId: cluster, ...(namespace !== undefined && { namespace }), resourceType: type, resourceName: name };
  }
}
