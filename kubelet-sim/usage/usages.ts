/**
 * What simulated containers use, found out when somebody asks: by annotation, by ResourceUsage, by ClusterResourceUsage, else a part of
 * what the container requests. Nothing runs meanwhile.
 */
import { kinds, type Clock, type core, type Random } from '../../api';
import type { Informers, Lister } from '../../client';
import { usageSetting } from '../settings';
import { amountIn, sum, usualAmount, type MeasuredResource, type Usage } from './amount';
import { UsageBook } from './book';
import { CpuCounters } from './counters';
import { expressionReader, type Asked } from './expressions';

export interface MeasuredContainer {
  readonly name: string;
  readonly image: string;
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly usage: Usage;
}

export interface UsageDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly informers: Informers;
  /** Which nodes answer. */
  readonly isServed: (node: core.Node) => boolean;
}

/** What the node's own daemons use, as a part of its capacity. */
const daemons: Usage = { cpu: 0.01, memory: 0.02 };

const byNode = 'node';

export class Usages {
  readonly book: UsageBook;
  private readonly nodes: Lister<core.Node>;
  private readonly pods: Lister<core.Pod>;
  private readonly counters = new CpuCounters();
  /** An expression is being evaluated, which may ask for other amounts. */
  private depth = 0;

  constructor(private readonly deps: UsageDeps) {
    const [nodes, pods] = [deps.informers.of(kinds.nodes), deps.informers.of(kinds.pods)];
    this.nodes = nodes.lister;
    this.pods = pods.lister;
    pods.addIndex(byNode, ({ spec }) => (spec.nodeName ? [spec.nodeName] : []));
    pods.on({ deleted: ({ metadata }) => this.counters.forget(metadata.uid ?? '') });
    nodes.on({ deleted: ({ metadata }) => this.counters.forget(metadata.uid ?? '') });
    this.book = new UsageBook(expressionReader({ ...deps, asked: this.asked() }));
  }

  /** Its containers that run, those that prepare it too. */
  containersOf(pod: core.Pod): readonly MeasuredContainer[] {
    const node = pod.spec.nodeName === undefined ? undefined : this.nodes.get({ name: pod.spec.nodeName });
    if (!node || !this.deps.isServed(node)) return [];
    const { status: { containerStatuses = [], initContainerStatuses = [] }, spec } = pod;
    return [...running(containerStatuses, spec.containers), ...running(initContainerStatuses, spec.initContainers ?? [])].map(([status, container]) => ({
      name: container.name, image: container.image ?? '', id: status.containerID ?? container.name, startedAt: Date.parse(status.state?.running?.startedAt ?? ''),
      usage: { cpu: this.amount({ pod, container, node }, 'cpu'), memory: this.amount({ pod, container, node }, 'memory') },
    }));
  }

  ofPod(pod: core.Pod): Usage {
    return sum(this.containersOf(pod).map(({ usage }) => usage));
  }

  ofNode(node: core.Node): Usage {
    const { capacity = {} } = node.status;
    const own = { cpu: daemons.cpu * amountIn('cpu', capacity.cpu ?? '0'), memory: daemons.memory * amountIn('memory', capacity.memory ?? '0') };
    return sum([own, ...this.podsOn(node).map((pod) => this.ofPod(pod))]);
  }

  podsOn({ metadata: { name = '' } }: core.Node): readonly core.Pod[] {
    return this.pods.byIndex(byNode, name);
  }

  /** Core-seconds of a container since it runs. */
  cpuTotal({ metadata: { uid = '' } }: core.Pod, { name, id, startedAt, usage: { cpu } }: MeasuredContainer): number {
    return this.counters.total(uid, name, { id, since: startedAt }, this.deps.clock.now(), cpu);
  }

  /** Core-seconds of a node since it is there. */
  nodeCpuTotal({ metadata: { uid = '', creationTimestamp = '' } }: core.Node, { cpu }: Usage): number {
    return this.counters.total(uid, 'node', { id: uid, since: Date.parse(creationTimestamp) }, this.deps.clock.now(), cpu);
  }

  private amount(subject: { readonly pod: core.Pod; readonly container: core.Container; readonly node: core.Node }, resource: MeasuredResource): number {
    const { pod, container } = subject;
    const annotated = usageSetting(pod, container.name, resource);
    if (annotated !== undefined) return amountIn(resource, annotated);
    const said = this.book.find(pod, container.name, resource);
    return said ? Math.max(0, this.within(() => said(subject)) ?? 0) : usualAmount(container, resource);
  }

  /** What is asked by an expression may be asked by another; an amount that depends on itself is none. */
  private within<V>(work: () => V): V | undefined {
    if (this.depth >= 2) return undefined;
    this.depth++;
    try {
      return work();
    } finally {
      this.depth--;
    }
  }

  private asked(): Asked {
    const containers = (of: core.Node | core.Pod, container: string | undefined): readonly MeasuredContainer[] =>
      (isPod(of) ? this.containersOf(of) : this.podsOn(of).flatMap((pod) => this.containersOf(pod))).filter(({ name }) => container === undefined || name === container);
    return {
      usage: (of, resource, container) => (isMeasured(resource) ? sum(containers(of, container).map(({ usage }) => usage))[resource] : 0),
      cumulative: (of, resource, container) => (resource !== 'cpu' ? 0 : isPod(of)
        ? containers(of, container).reduce((total, each) => total + this.cpuTotal(of, each), 0) : this.nodeCpuTotal(of, this.ofNode(of))),
    };
  }
}

const isMeasured = (resource: string): resource is MeasuredResource => resource === 'cpu' || resource === 'memory';
const isPod = (object: core.Node | core.Pod): object is core.Pod => 'containers' in object.spec;

function running(statuses: readonly core.ContainerStatus[], containers: readonly core.Container[]): [core.ContainerStatus, core.Container][] {
  return statuses.flatMap((status): [core.ContainerStatus, core.Container][] => {
    const container = status.state?.running && containers.find(({ name }) => name === status.name);
    return container ? [[status, container]] : [];
  });
}
