/**
 * What nodes of this cluster have to give to allocations: what ready nodes can be allocated, but for what pods ask for. Pods that are machines
 * of an allocation are counted by the ledger, as long as it holds that allocation.
 */
import { allocationPods, kinds, milliValue, sumOfContainers, unitValue, parseLabelSelector, same, type core, type LabelSelector } from '../../../../api';
import type { Registry } from '../../../../registry';
import type { FollowDeps } from '../follow';
import { KeptObjects } from './kept-objects';
import type { OwnHosts } from './world';

/** Thousandths of CPUs, and bytes. */
interface Amounts { readonly milli: number; readonly bytes: number }

interface NodeBooks {
  node: core.Node | undefined;
  /** Of pods that are no machines. */
  others: Amounts;
  /** Of machines, by allocation and site. */
  readonly machines: Map<string, Machines>;
}

interface Machines {
  /** Of the allocation. */
  readonly uid: string;
  readonly site: string;
  readonly amounts: Amounts;
}

const nothing: Amounts = { milli: 0, bytes: 0 };
const megabyte = 1024 * 1024;

export class OwnNodes {
  private readonly byNode = new Map<string, NodeBooks>();
  private readonly nodes: KeptObjects<core.Node>;
  private readonly pods: KeptObjects<core.Pod>;
  private readonly selectors = new Map<string, LabelSelector>();

  /** `holds`: whether the ledger counts what the allocation of that uid takes. */
  constructor(registry: Registry, deps: FollowDeps, private readonly holds: (uid: string) => boolean, private readonly changed: () => void) {
    this.nodes = new KeptObjects(registry.store(kinds.nodes), deps, (name, before, node) => {
      this.booksOf(name).node = node;
      if (!before || !node || !same(tellingPart(before), tellingPart(node))) this.changed();
    });
    this.pods = new KeptObjects(registry.store(kinds.pods), deps, (_name, before, after) => {
      const [was, is] = [before && shareOf(before), after && shareOf(after)];
      if (same(was, is)) return;
      if (was) this.count(was, -1);
      if (is) this.count(is, 1);
      this.changed();
    });
  }

  /** Everything that was acknowledged before has been counted. */
  async current(): Promise<void> {
    await Promise.all([this.nodes.current(), this.pods.current()]);
  }

  /** Of the site's machines the ledger knows; what other sites have on the same nodes is used. */
  hostsOf(selector: string, siteId: string): OwnHosts {
    let [total, used] = [nothing, nothing];
    for (const { node, others, machines } of this.byNode.values()) {
      if (!node || !takesPods(node) || !this.selects(selector, node)) continue;
      const { cpu = '0', memory = '0' } = node.status?.allocatable ?? {};
      total = plus(total, { milli: milliValue(cpu), bytes: unitValue(memory) });
      used = plus(used, others);
      for (const { uid, site, amounts } of machines.values()) if (site !== siteId || !this.holds(uid)) used = plus(used, amounts);
    }
    return {
      total: { vcpu: Math.floor(total.milli / 1000), mem: Math.floor(total.bytes / megabyte) },
      used: { vcpu: Math.ceil(used.milli / 1000), mem: Math.ceil(used.bytes / megabyte) },
    };
  }

  countOf(selector: string): number {
    return [...this.byNode.values()].filter(({ node }) => node && takesPods(node) && this.selects(selector, node)).length;
  }

  async stop(): Promise<void> {
    await Promise.all([this.nodes.stop(), this.pods.stop()]);
  }

  private selects(text: string, { metadata: { labels = {} } }: core.Node): boolean {
    const selector = this.selectors.get(text) ?? parseLabelSelector(text);
    this.selectors.set(text, selector);
    return selector.matches(labels);
  }

  private booksOf(name: string): NodeBooks {
    const books = this.byNode.get(name) ?? { node: undefined, others: nothing, machines: new Map<string, Machines>() };
    this.byNode.set(name, books);
    return books;
  }

  private count({ node, uid, site, milli, bytes }: Share, sign: 1 | -1): void {
    const books = this.booksOf(node);
    const amounts = { milli: sign * milli, bytes: sign * bytes };
    if (uid === undefined) {
      books.others = plus(books.others, amounts);
      return;
    }
    const key = JSON.stringify([uid, site]);
    const sum = plus(books.machines.get(key)?.amounts ?? nothing, amounts);
    if (sum.milli === 0 && sum.bytes === 0) books.machines.delete(key);
    else books.machines.set(key, { uid, site, amounts: sum });
  }
}

/** What a pod takes of its node. */
interface Share extends Amounts {
  readonly node: string;
  /** Of its allocation, if it is a machine. */
  readonly uid?: string;
  readonly site: string;
}

function shareOf({ spec, status: { phase } = {}, metadata: { labels, annotations } }: core.Pod): Share | undefined {
  if (!spec.nodeName || phase === 'Succeeded' || phase === 'Failed') return undefined;
  const { cpu = '0', memory = '0' } = sumOfContainers(spec, 'requests');
  const uid = labels?.[allocationPods.uidLabel];
  return { node: spec.nodeName, milli: milliValue(cpu), bytes: unitValue(memory), site: annotations?.[allocationPods.siteAnnotation] ?? '', ...(uid !== undefined && { uid }) };
}

/** Heartbeats are no news. */
const tellingPart = (node: core.Node): object => ({ labels: node.metadata.labels, allocatable: node.status?.allocatable, takes: takesPods(node) });

const plus = (a: Amounts, b: Amounts): Amounts => ({ milli: a.milli + b.milli, bytes: a.bytes + b.bytes });

/** Ready, and nothing keeps pods off that say nothing of taints. */
const takesPods = ({ spec, status }: core.Node): boolean =>
  !spec?.unschedulable &&
  (status?.conditions ?? []).some(({ type, status: is }) => type === 'Ready' && is === 'True') &&
  !(spec?.taints ?? []).some(({ effect }) => effect === 'NoSchedule' || effect === 'NoExecute');
