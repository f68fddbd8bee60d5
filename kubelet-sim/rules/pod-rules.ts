/** What objects say about pods: one that has a pod's name and namespace speaks of that pod, one without a namespace of those that it selects (kubernetes-sigs/kwok pkg/apis/internalversion/object_selector.go). */
import { formatKey, keyOf, type core, type KubeObject } from '../../api';

export interface PodSelector {
  readonly matchNamespaces?: readonly string[];
  readonly matchNames?: readonly string[];
}

interface Entry<R> {
  readonly rules: readonly R[];
  /** Undefined: all. */
  readonly namespaces?: ReadonlySet<string>;
  readonly names?: ReadonlySet<string>;
}

export class PodRules<R> {
  /** By namespace and name. */
  private readonly ofPods = new Map<string, Entry<R>>();
  /** By the name of the object. */
  private readonly ofMany = new Map<string, Entry<R>>();
  private sorted: readonly Entry<R>[] = [];

  put(object: KubeObject, rules: readonly R[], selector?: PodSelector): void {
    const { name = '', namespace } = object.metadata;
    if (namespace !== undefined) this.ofPods.set(formatKey(keyOf(object)), { rules });
    else this.ofMany.set(name, { rules, namespaces: setOf(selector?.matchNamespaces), names: setOf(selector?.matchNames) });
    this.sort();
  }

  remove(object: KubeObject): void {
    if (object.metadata.namespace !== undefined) this.ofPods.delete(formatKey(keyOf(object)));
    else this.ofMany.delete(object.metadata.name ?? '');
    this.sort();
  }

  /** The first thing that `choose` finds: the pod's own object goes first, those of many go by their names. */
  find<F>({ metadata: { name = '', namespace = '' } }: core.Pod, choose: (rules: readonly R[]) => F | undefined): F | undefined {
    if (this.ofPods.size === 0 && this.sorted.length === 0) return undefined;
    const own = this.ofPods.get(formatKey({ namespace, name }));
    const said = own && choose(own.rules);
    if (said !== undefined) return said;
    for (const entry of this.sorted) {
      const found = (entry.namespaces?.has(namespace) ?? true) && (entry.names?.has(name) ?? true) ? choose(entry.rules) : undefined;
      if (found !== undefined) return found;
    }
    return undefined;
  }

  private sort(): void {
    this.sorted = [...this.ofMany.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, entry]) => entry);
  }
}

const setOf = (names: readonly string[] | undefined): ReadonlySet<string> | undefined => (names?.length ? new Set(names) : undefined);

/** A rule that names it goes before the first one that names none. */
export const ruleFor = <R, N>(rules: readonly R[], namedBy: (rule: R) => readonly N[], wanted: N): R | undefined =>
  rules.find((rule) => namedBy(rule).includes(wanted)) ?? rules.find((rule) => namedBy(rule).length === 0);
