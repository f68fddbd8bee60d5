/**
 * The keys of a resource's objects by what one of their fields says (k8s.io/apiserver storage/cacher has Indexers of the same use: the
 * pods of a node). Made when somebody first selects by the field, and kept from then on.
 */
import type { KubeObject, ResourceDefinition } from '../api';

export type FieldReader<T extends KubeObject> = ResourceDefinition<T>['fields'][string];

export class FieldIndex<T extends KubeObject> {
  private readonly values = new Map<string, string>();
  private readonly keys = new Map<string, Set<string>>();

  constructor(private readonly read: FieldReader<T>) {}

  set(key: string, object: T): void {
    const value = this.read(object);
    if (this.values.get(key) === value) return;
    this.delete(key);
    this.values.set(key, value);
    const same = this.keys.get(value);
    if (same) same.add(key);
    else this.keys.set(value, new Set([key]));
  }

  delete(key: string): void {
    const value = this.values.get(key);
    if (value === undefined) return;
    this.values.delete(key);
    const same = this.keys.get(value) as Set<string>;
    same.delete(key);
    if (same.size === 0) this.keys.delete(value);
  }

  /** In key order. */
  under(value: string, prefix: string, after = ''): readonly string[] {
    return [...this.keys.get(value) ?? []].filter((key) => key.startsWith(prefix) && key > after).sort();
  }
}
