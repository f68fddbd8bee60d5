/** The objects an informer knows, by namespace, by name and by index. Objects are kept by reference, never cloned. */
import type { KubeObject, ObjectKey } from '../api';
import type { Lister } from './client';

type IndexFunction<T> = (object: T) => readonly string[];

/** One index, kept up to date with every change instead of being rebuilt. */
class Index<T> {
  private readonly buckets = new Map<string, Set<T>>();

  constructor(private readonly values: IndexFunction<T>) {}

  find(value: string): readonly T[] {
    const bucket = this.buckets.get(value);
    return bucket ? [...bucket] : [];
  }

  insert(object: T): void {
    for (const value of this.values(object)) {
      const bucket = this.buckets.get(value);
      if (bucket) bucket.add(object);
      else this.buckets.set(value, new Set([object]));
    }
  }

  /** Objects do not change, so the function gives the values under which the object was inserted. */
  remove(object: T): void {
    for (const value of this.values(object)) {
      const bucket = this.buckets.get(value);
      bucket?.delete(object);
      if (bucket?.size === 0) this.buckets.delete(value);
    }
  }
}

export class Store<T extends KubeObject> implements Lister<T> {
  /** Namespace ('' for cluster scope) -> name -> object. */
  private readonly namespaces = new Map<string, Map<string, T>>();
  private readonly indices = new Map<string, Index<T>>();

  get({ namespace = '', name }: ObjectKey): T | undefined {
    return this.namespaces.get(namespace)?.get(name);
  }

  list(namespace?: string): readonly T[] {
    if (namespace !== undefined) return [...(this.namespaces.get(namespace)?.values() ?? [])];
    const all: T[] = [];
    for (const objects of this.namespaces.values()) for (const object of objects.values()) all.push(object);
    return all;
  }

  byIndex(index: string, value: string): readonly T[] {
    const found = this.indices.get(index);
    if (!found) throw new Error(`no index named ${index}`);
    return found.find(value);
  }

  addIndex(name: string, values: IndexFunction<T>): void {
    if (this.indices.has(name)) return;
    const index = new Index(values);
    for (const object of this.list()) index.insert(object);
    this.indices.set(name, index);
  }

  /** Returns what was there before under the same key. */
  set(object: T): T | undefined {
    const { namespace = '', name = '' } = object.metadata;
    const objects = this.namespace(namespace);
    const old = objects.get(name);
    objects.set(name, object);
    for (const index of this.indices.values()) {
      if (old) index.remove(old);
      index.insert(object);
    }
    return old;
  }

  /** Returns what was there. */
  delete({ namespace = '', name }: ObjectKey): T | undefined {
    const objects = this.namespaces.get(namespace);
    const old = objects?.get(name);
    if (!objects || !old) return undefined;
    objects.delete(name);
    if (objects.size === 0) this.namespaces.delete(namespace);
    for (const index of this.indices.values()) index.remove(old);
    return old;
  }

  private namespace(name: string): Map<string, T> {
    const found = this.namespaces.get(name);
    if (found) return found;
    const made = new Map<string, T>();
    this.namespaces.set(name, made);
    return made;
  }
}
