/** What ResourceUsage and ClusterResourceUsage objects say of containers, while there are any. */
import { formatKey, keyOf, QuantityError, same, type core, type KubeObject } from '../../api';
import { followCustomKinds, type ComponentContext, type EventRecorder } from '../../client';
import { clusterResourceUsageNames, resourceUsageNames, type ContainerUsage, type ResourceUsage, type UsageValue } from '../resources/usage';
import { amountIn, type MeasuredResource } from './amount';
import { UsageFault, type Expression } from './expressions';

interface Group {
  readonly containers: readonly string[];
  readonly amounts: ReadonlyMap<string, Expression>;
}

interface Entry {
  readonly groups: readonly Group[];
  /** Undefined: of all. */
  readonly namespaces?: ReadonlySet<string>;
  readonly names?: ReadonlySet<string>;
}

export class UsageBook {
  /** Of one pod, by its namespace and name. */
  private readonly ofPods = new Map<string, Entry>();
  /** Of many, by the name of the object. */
  private readonly ofMany = new Map<string, Entry>();
  private sorted: readonly Entry[] = [];

  constructor(private readonly read: (text: string) => Expression) {}

  /** What is said of a container; its pod's own ResourceUsage goes first, ClusterResourceUsages go by their names. */
  find({ metadata: { name = '', namespace = '' } }: core.Pod, container: string, resource: MeasuredResource): Expression | undefined {
    if (this.ofPods.size === 0 && this.sorted.length === 0) return undefined;
    const own = this.ofPods.get(formatKey({ namespace, name }));
    const said = own && amountOf(own, container, resource);
    if (said) return said;
    for (const entry of this.sorted) {
      const found = selects(entry, namespace, name) ? amountOf(entry, container, resource) : undefined;
      if (found) return found;
    }
    return undefined;
  }

  /** Throws UsageFault for what makes no sense; nothing of it is heeded then. */
  put(usage: ResourceUsage): void {
    this.remove(usage);
    const { metadata: { name = '', namespace }, spec: { selector, usages = [] } } = usage;
    const groups = usages.map((group, i) => this.group(group, `spec.usages[${i}]`));
    if (namespace !== undefined) this.ofPods.set(formatKey(keyOf(usage)), { groups });
    else this.ofMany.set(name, { groups, namespaces: setOf(selector?.matchNamespaces), names: setOf(selector?.matchNames) });
    this.sort();
  }

  remove(usage: KubeObject): void {
    if (usage.metadata.namespace !== undefined) this.ofPods.delete(formatKey(keyOf(usage)));
    else this.ofMany.delete(usage.metadata.name ?? '');
    this.sort();
  }

  private sort(): void {
    this.sorted = [...this.ofMany.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, entry]) => entry);
  }

  private group({ containers = [], usage = {} }: ContainerUsage, at: string): Group {
    return { containers, amounts: new Map(Object.entries(usage).map(([resource, value]) => [resource, this.amount(value, resource as MeasuredResource, `${at}.usage[${resource}]`)])) };
  }

  private amount({ value, expression }: UsageValue, resource: MeasuredResource, at: string): Expression {
    try {
      if (value !== undefined) {
        const fixed = amountIn(resource, String(value));
        return () => fixed;
      }
      return expression === undefined ? () => 0 : this.read(expression);
    } catch (error) {
      if (!(error instanceof UsageFault || error instanceof QuantityError)) throw error;
      throw new UsageFault(`${at}: ${error.message}`);
    }
  }
}

const setOf = (names: readonly string[] | undefined): ReadonlySet<string> | undefined => (names?.length ? new Set(names) : undefined);

const selects = ({ namespaces, names }: Entry, namespace: string, name: string): boolean => (namespaces?.has(namespace) ?? true) && (names?.has(name) ?? true);

/** A group that names the container goes before one that names none. */
function amountOf({ groups }: Entry, container: string, resource: string): Expression | undefined {
  const group = groups.find(({ containers }) => containers.includes(container)) ?? groups.find(({ containers }) => containers.length === 0);
  return group?.amounts.get(resource);
}

const kinds: ReadonlySet<string> = new Set([resourceUsageNames.kind, clusterResourceUsageNames.kind]);

/** Keeps the book while the signal has not aborted; a fault is told in an event. Returns how to leave. */
export function followUsages(context: ComponentContext & { readonly recorder: EventRecorder }, book: UsageBook): () => void {
  return followCustomKinds(context, (definition, informers, signal) => {
    if (definition.group !== resourceUsageNames.group || !kinds.has(definition.kind)) return;
    const known = new Map<string, KubeObject>();
    const put = (object: KubeObject, old?: KubeObject): void => {
      const usage = object as ResourceUsage;
      if (old && same((old as ResourceUsage).spec, usage.spec)) return;
      known.set(formatKey(keyOf(object)), object);
      try {
        book.put(usage);
      } catch (error) {
        if (!(error instanceof UsageFault)) throw error;
        context.recorder.event(object, 'Warning', 'InvalidUsage', error.message);
      }
    };
    const forget = (object: KubeObject): void => {
      known.delete(formatKey(keyOf(object)));
      book.remove(object);
    };
    informers.of(definition).on({ added: put, updated: put, deleted: forget });
    // Without their kind they are gone too.
    signal.addEventListener('abort', () => [...known.values()].forEach(forget), { once: true });
  });
}
