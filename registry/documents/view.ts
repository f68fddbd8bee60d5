/** The documents of one collection as readers see them. */
import { matches, type Question, type StoredDocument } from '../../api';
import type { Shelf } from './documents';

export class View {
  private readonly documents = new Map<string, StoredDocument>();

  constructor(readonly type: string, readonly shelf: Shelf | undefined) {}

  get size(): number {
    return this.documents.size;
  }

  get(name: string): StoredDocument | undefined {
    return this.documents.get(name);
  }

  /** Undefined: it is there no more. */
  set(name: string, document: StoredDocument | undefined, _value: unknown): void {
    if (document) this.documents.set(name, document);
    else this.documents.delete(name);
  }

  /** By createTime. */
  oldest(count: number): StoredDocument[] {
    return [...this.documents.values()].sort((a, b) => a.createTime - b.createTime || (a.id < b.id ? -1 : 1)).slice(0, count);
  }

  async select({ where, namespace }: Question): Promise<StoredDocument[]> {
    return [...this.documents.values()].filter((document) =>
      (namespace === undefined || (document.key.namespace ?? null) === namespace) && (where.length === 0 || matches(where, document.value)))
      .sort((a, b) => compare(a.key.namespace ?? '', b.key.namespace ?? '') || compare(a.key.name, b.key.name));
  }
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
