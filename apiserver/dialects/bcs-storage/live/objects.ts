/** Objects of one kind by their names, and by what groups them. */
import type { KubeObject } from '../../../../api';
import type { Entry } from '../../../../registry';
import { nameOf } from './following';

export class Objects<T extends KubeObject> {
  private readonly byName = new Map<string, Entry<T>>();
  private readonly byGroup = new Map<string, Map<string, Entry<T>>>();

  constructor(private readonly groups: (object: T) => readonly string[] = () => []) {}

  /** `name`: `<namespace>/<name>`. */
  get(name: string): Entry<T> | undefined {
    return this.byName.get(name);
  }

  in(group: string): Iterable<Entry<T>> {
    return this.byGroup.get(group)?.values() ?? [];
  }

  count(group: string): number {
    return this.byGroup.get(group)?.size ?? 0;
  }

  get all(): Iterable<Entry<T>> {
    return this.byName.values();
  }

  put(entry: Entry<T>, before: Entry<T> | undefined): void {
    if (before) this.delete(before);
    const name = nameOf(entry);
    this.byName.set(name, entry);
    for (const group of this.groups(entry.object)) {
      const members = this.byGroup.get(group) ?? new Map<string, Entry<T>>();
      this.byGroup.set(group, members.set(name, entry));
    }
  }

  delete(entry: Entry<T>): void {
    const name = nameOf(entry);
    this.byName.delete(name);
    for (const group of this.groups(entry.object)) {
      const members = this.byGroup.get(group);
      members?.delete(name);
      if (members?.size === 0) this.byGroup.delete(group);
    }
  }
}
