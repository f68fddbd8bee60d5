/** What a kubelet says of its node when it is asked over HTTP: `/stats/summary`, `/metrics/resource`, `/metrics/cadvisor`. */
import { formatTime, type Clock, type core } from '../../api';
import { amountIn, sum, type Usage } from './amount';
import type { MeasuredContainer, Usages } from './usages';

/** k8s.io/kubelet pkg/apis/stats/v1alpha1 types.go, as far as something is simulated. */
interface CpuStats { readonly time: string; readonly usageNanoCores: number; readonly usageCoreNanoSeconds: number }
interface MemoryStats { readonly time: string; readonly availableBytes?: number; readonly usageBytes: number; readonly workingSetBytes: number; readonly rssBytes: number; readonly pageFaults: number; readonly majorPageFaults: number }
interface ContainerStats { readonly name: string; readonly startTime: string; readonly cpu: CpuStats; readonly memory: MemoryStats }

interface PodStats {
  readonly podRef: { readonly name: string; readonly namespace: string; readonly uid: string };
  readonly startTime: string;
  readonly containers: readonly ContainerStats[];
  readonly cpu: CpuStats;
  readonly memory: MemoryStats;
}

export interface Summary {
  readonly node: { readonly nodeName: string; readonly startTime: string; readonly cpu: CpuStats; readonly memory: MemoryStats };
  readonly pods: readonly PodStats[];
}

export interface StatsDeps {
  readonly usages: Usages;
  readonly clock: Clock;
}

export function summary(node: core.Node, { usages, clock }: StatsDeps): Summary {
  const time = formatTime(clock.now());
  const cpu = (cores: number, total: number): CpuStats => ({ time, usageNanoCores: Math.round(cores * 1e9), usageCoreNanoSeconds: Math.round(total * 1e9) });
  const memory = (bytes: number, limit?: string): MemoryStats => {
    const used = Math.round(bytes);
    return {
      time, ...(limit !== undefined && { availableBytes: Math.max(0, amountIn('memory', limit) - used) }),
      usageBytes: used, workingSetBytes: used, rssBytes: used, pageFaults: 0, majorPageFaults: 0,
    };
  };
  const { metadata: { name = '', creationTimestamp = time }, status: { capacity } } = node;
  const used = usages.ofNode(node);
  const pods = measured(node, usages).map(({ pod, containers, cpuTotals, usage }): PodStats => ({
    podRef: { name: pod.metadata.name ?? '', namespace: pod.metadata.namespace ?? '', uid: pod.metadata.uid ?? '' },
    startTime: pod.status.startTime ?? time,
    containers: containers.map((each, i) => ({
      name: each.name, startTime: formatTime(each.startedAt), cpu: cpu(each.usage.cpu, cpuTotals[i] ?? 0), memory: memory(each.usage.memory, limitOf(pod, each.name)),
    })),
    cpu: cpu(usage.cpu, total(cpuTotals)),
    memory: memory(usage.memory),
  }));
  return { node: { nodeName: name, startTime: creationTimestamp, cpu: cpu(used.cpu, usages.nodeCpuTotal(node, used)), memory: memory(used.memory, capacity?.memory) }, pods };
}

interface MeasuredPod {
  readonly pod: core.Pod;
  readonly containers: readonly MeasuredContainer[];
  /** Of each container, in core-seconds. */
  readonly cpuTotals: readonly number[];
  readonly usage: Usage;
}

/** Pods of which something runs. */
function measured(node: core.Node, usages: Usages): MeasuredPod[] {
  return usages.podsOn(node).flatMap((pod) => {
    const containers = usages.containersOf(pod);
    if (containers.length === 0) return [];
    return [{ pod, containers, cpuTotals: containers.map((each) => usages.cpuTotal(pod, each)), usage: sum(containers.map(({ usage }) => usage)) }];
  });
}

const total = (values: readonly number[]): number => values.reduce((all, each) => all + each, 0);
const limitOf = ({ spec }: core.Pod, name: string): string | undefined => spec.containers.find((container) => container.name === name)?.resources?.limits?.memory;

type Labels = Readonly<Record<string, string>>;

interface Family {
  readonly name: string;
  readonly help: string;
  readonly type: 'counter' | 'gauge';
  readonly samples: readonly { readonly labels?: Labels; readonly value: number }[];
}

/** pkg/kubelet/metrics/collectors/resource_metrics.go. */
export function resourceMetrics(node: core.Node, { usages, clock }: StatsDeps): string {
  const used = usages.ofNode(node);
  const pods = measured(node, usages);
  const ofContainers = (value: (each: MeasuredContainer, cpuTotal: number) => number): Family['samples'] =>
    pods.flatMap(({ pod, containers, cpuTotals }) => containers.map((each, i) => ({ labels: { container: each.name, ...labelsOf(pod) }, value: value(each, cpuTotals[i] ?? 0) })));
  const ofPods = (value: (pod: MeasuredPod) => number): Family['samples'] => pods.map((each) => ({ labels: labelsOf(each.pod), value: value(each) }));
  const stable = (name: string, type: Family['type'], help: string, samples: Family['samples']): Family => ({ name, type, help: `[STABLE] ${help}`, samples });
  const failed = '1 if there was an error while getting container metrics, 0 otherwise';
  return text([
    stable('container_cpu_usage_seconds_total', 'counter', 'Cumulative cpu time consumed by the container in core-seconds', ofContainers((_, cpuTotal) => cpuTotal)),
    stable('container_memory_working_set_bytes', 'gauge', 'Current working set of the container in bytes', ofContainers(({ usage }) => Math.round(usage.memory))),
    stable('container_start_time_seconds', 'gauge', 'Start time of the container since unix epoch in seconds', ofContainers(({ startedAt }) => startedAt / 1000)),
    stable('node_cpu_usage_seconds_total', 'counter', 'Cumulative cpu time consumed by the node in core-seconds', [{ value: usages.nodeCpuTotal(node, used) }]),
    stable('node_memory_working_set_bytes', 'gauge', 'Current working set of the node in bytes', [{ value: Math.round(used.memory) }]),
    stable('pod_cpu_usage_seconds_total', 'counter', 'Cumulative cpu time consumed by the pod in core-seconds', ofPods(({ cpuTotals }) => total(cpuTotals))),
    stable('pod_memory_working_set_bytes', 'gauge', 'Current working set of the pod in bytes', ofPods(({ usage }) => Math.round(usage.memory))),
    stable('resource_scrape_error', 'gauge', failed, [{ value: 0 }]),
    { name: 'scrape_error', type: 'gauge', help: `[ALPHA] (Deprecated since 1.29.0) ${failed}`, samples: [{ value: 0 }] },
  ], clock.now());
}

/** What of cAdvisor's metrics dashboards ask for (google/cadvisor docs/storage/prometheus.md). */
export function cadvisorMetrics(node: core.Node, { usages, clock }: StatsDeps): string {
  const pods = measured(node, usages);
  const { capacity = {} } = node.status;
  const ofContainers = (value: (each: MeasuredContainer, cpuTotal: number) => number): Family['samples'] => pods.flatMap(({ pod, containers, cpuTotals }) => containers.map((each, i) =>
    ({ labels: { container: each.name, id: `/kubepods/pod${pod.metadata.uid ?? ''}/${each.name}`, image: each.image, name: each.id, ...labelsOf(pod) }, value: value(each, cpuTotals[i] ?? 0) })));
  return text([
    { name: 'container_cpu_usage_seconds_total', type: 'counter', help: 'Cumulative cpu time consumed in seconds.', samples: ofContainers((_, cpuTotal) => cpuTotal).map(({ labels, value }) => ({ labels: { ...labels, cpu: 'total' }, value })) },
    { name: 'container_last_seen', type: 'gauge', help: 'Last time a container was seen by the exporter', samples: ofContainers(() => Math.floor(clock.now() / 1000)) },
    { name: 'container_memory_usage_bytes', type: 'gauge', help: 'Current memory usage in bytes, including all memory regardless of when it was accessed', samples: ofContainers(({ usage }) => Math.round(usage.memory)) },
    { name: 'container_memory_working_set_bytes', type: 'gauge', help: 'Current working set in bytes.', samples: ofContainers(({ usage }) => Math.round(usage.memory)) },
    { name: 'container_start_time_seconds', type: 'gauge', help: 'Start time of the container since unix epoch in seconds.', samples: ofContainers(({ startedAt }) => startedAt / 1000) },
    { name: 'machine_cpu_cores', type: 'gauge', help: 'Number of logical CPU cores.', samples: [{ value: amountIn('cpu', capacity.cpu ?? '0') }] },
    { name: 'machine_memory_bytes', type: 'gauge', help: 'Amount of memory installed on the machine.', samples: [{ value: amountIn('memory', capacity.memory ?? '0') }] },
  ], clock.now());
}

const labelsOf = ({ metadata: { namespace = '', name = '' } }: core.Pod): Labels => ({ namespace, pod: name });

const escaped = (value: string): string => value.replace(/[\\"\n]/g, (each) => (each === '\n' ? '\\n' : `\\${each}`));

/** Prometheus' text format, 0.0.4. */
function text(families: readonly Family[], now: number): string {
  return families.filter(({ samples }) => samples.length).map(({ name, help, type, samples }) => `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${samples.map(({ labels = {}, value }) => {
    const pairs = Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, each]) => `${key}="${escaped(each)}"`).join(',');
    return `${name}${pairs && `{${pairs}}`} ${value} ${now}\n`;
  }).join('')}`).join('');
}
