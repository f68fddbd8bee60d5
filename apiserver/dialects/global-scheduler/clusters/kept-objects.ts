/** The objects of a kind as they are, by name. */
import type { KubeObject } from '../../../../api';
import type { ResourceStore } from '../../../../registry';
import { Following, type FollowDeps } from '../follow';

export class KeptObjects<T extends KubeObject> {
  private readonly objects = new Map<string, T>();
  private readonly following: Following<T>;

  /** `changed` is told which objects: as they were (absent: new), and as they are (absent: gone). */
  constructor(store: ResourceStore<T>, deps: FollowDeps, changed: (name: string, before: T | undefined, after: T | undefined) => void) {
    this.following = new Following(store, {
      begin: () => {
        for (const [name, object] of this.objects) changed(name, object, undefined);
        this.objects.clear();
      },
      apply: (changes) => {
        for (const { type, entry: { object } } of changes) {
          const name = nameOf(object);
          const before = this.objects.get(name);
          if (type === 'DELETED') this.objects.delete(name);
          else this.objects.set(name, object);
          changed(name, before, type === 'DELETED' ? undefined : object);
        }
      },
    }, deps);
  }

  get(name: string): T | undefined {
    return this.objects.get(name);
  }

  values(): IterableIterator<T> {
    return this.objects.values();
  }

  current(): Promise<void> {
    return this.following.current();
  }

  stop(): Promise<void> {
    return this.following.stop();
  }
}

const nameOf = ({ metadata: { namespace, name = '' } }: KubeObject): string => (namespace === undefined ? name : `${namespace}/${name}`);
