/**
 * What one scheduling cycle costs without any I/O: snapshot, filter, score, select, assume.
 *
 *     npx tsx bench/scheduler-cycle.ts
 */
import { seededRandom, systemClock } from '../api';
import { schedulingCycle } from '../scheduler/cycle';
import { Placer } from '../scheduler/placing';
import { buildFramework, defaultProfile } from '../scheduler/profile';
import { podInfo, type PodInfo } from '../scheduler/pod-info';
import { Book } from '../scheduler/records/book';
import { ClusterCache } from '../scheduler/snapshot';
import { ingredients } from '../scheduler/testing/ingredients';
import { node, pod, type PodSketch } from '../scheduler/testing/objects';

interface Workload {
  name: string;
  nodes: number;
  /** Placed before anything is measured: many to one, and of another kind. */
  before?: { pods: number; sketch: PodSketch };
  pods: number;
  sketch: PodSketch;
  tainted?: boolean;
  /** Attempts are written down, as with --scheduler-records=explain. */
  recorded?: boolean;
}

const small: PodSketch = { requests: { cpu: '100m', memory: '100Mi' } };
const selecting: PodSketch = { ...small, spec: { nodeSelector: { zone: 'zone-1' } } };
const preferring: PodSketch = {
  ...small,
  spec: { affinity: { nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [
    { weight: 10, preference: { matchExpressions: [{ key: 'zone', operator: 'In', values: ['zone-1', 'zone-2'] }] } },
  ] } } },
};
const labels = { color: 'green' };
const meaning = (topologyKey: string) => ({ topologyKey, labelSelector: { matchLabels: labels } });
const [hostname, zone] = ['kubernetes.io/hostname', 'zone'];
const apart: PodSketch = { ...small, labels, spec: { affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [meaning(hostname)] } } } };
const together: PodSketch = { ...small, labels, spec: { affinity: { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [meaning(zone)] } } } };
const liking = (topologyKey: string) => [{ weight: 1, podAffinityTerm: meaning(topologyKey) }];
const likes: PodSketch = { ...small, labels, spec: { affinity: { podAffinity: { preferredDuringSchedulingIgnoredDuringExecution: liking(hostname) } } } };
const dislikes: PodSketch = { ...small, labels, spec: { affinity: { podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: liking(hostname) } } } };
const spread = (topologyKey: string, maxSkew: number, whenUnsatisfiable: 'DoNotSchedule' | 'ScheduleAnyway'): PodSketch =>
  ({ ...small, labels, spec: { topologySpreadConstraints: [{ ...meaning(topologyKey), maxSkew, whenUnsatisfiable }] } });
const huge: PodSketch = { requests: { cpu: '64' } };

const workloads: Workload[] = [
  { name: 'basic', nodes: 100, pods: 2000, sketch: small },
  { name: 'basic', nodes: 1000, pods: 2000, sketch: small },
  { name: 'basic', nodes: 5000, pods: 2000, sketch: small },
  { name: 'basic, soft and hard taints', nodes: 5000, pods: 2000, sketch: small, tainted: true },
  { name: 'basic, recorded', nodes: 5000, pods: 2000, sketch: small, recorded: true },
  { name: 'nodeSelector', nodes: 5000, pods: 2000, sketch: selecting },
  { name: 'preferred affinity', nodes: 5000, pods: 2000, sketch: preferring },
  { name: 'unschedulable', nodes: 5000, pods: 2000, sketch: huge },
  // Named, and with the numbers of pods, as in upstream's scheduler_perf.
  { name: 'PodAntiAffinity', nodes: 5000, before: { pods: 1000, sketch: apart }, pods: 1000, sketch: apart },
  { name: 'PodAffinity', nodes: 5000, before: { pods: 5000, sketch: together }, pods: 5000, sketch: together },
  { name: 'PreferredPodAffinity', nodes: 5000, before: { pods: 5000, sketch: likes }, pods: 5000, sketch: likes },
  { name: 'PreferredPodAntiAffinity', nodes: 5000, before: { pods: 5000, sketch: dislikes }, pods: 5000, sketch: dislikes },
  { name: 'TopologySpreading', nodes: 5000, before: { pods: 1000, sketch: small }, pods: 5000, sketch: spread(zone, 5, 'DoNotSchedule') },
  { name: 'PreferredTopologySpreading', nodes: 5000, before: { pods: 1000, sketch: small }, pods: 5000, sketch: spread(zone, 5, 'ScheduleAnyway') },
  { name: 'spread over nodes', nodes: 5000, before: { pods: 1000, sketch: small }, pods: 5000, sketch: spread(hostname, 1, 'DoNotSchedule') },
];

function clusterOf({ nodes, tainted }: Workload): ClusterCache {
  const cache = new ClusterCache(systemClock);
  for (let i = 0; i < nodes; i++) {
    const taints = tainted ? [{ key: 'k', effect: i % 3 ? 'PreferNoSchedule' as const : 'NoSchedule' as const }] : [];
    cache.putNode(node({ name: `node-${i}`, labels: { zone: `zone-${i % 10}` }, spec: { taints } }));
  }
  return cache;
}

const podsOf = (name: string, count: number, sketch: PodSketch): PodInfo[] =>
  Array.from({ length: count }, (_, i) => podInfo(pod({ ...sketch, name: `${name}-${i}` })));

function measure(workload: Workload): number[] {
  const cache = clusterOf(workload);
  const framework = buildFramework(defaultProfile, { ...ingredients(), ...(workload.recorded && { book: new Book(systemClock) }) });
  const placer = new Placer(framework, seededRandom(1));
  for (const one of podsOf('before', workload.before?.pods ?? 0, workload.before?.sketch ?? {})) schedulingCycle(one, framework, placer, cache);
  return podsOf('pod', workload.pods, workload.sketch).map((one) => {
    const start = systemClock.monotonic();
    schedulingCycle(one, framework, placer, cache);
    return (systemClock.monotonic() - start) * 1000;
  });
}

function report(workload: Workload): void {
  const times = measure(workload);
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number): string => (sorted[Math.floor(sorted.length * share)] ?? 0).toFixed(0).padStart(5);
  const mean = times.reduce((sum, time) => sum + time, 0) / times.length;
  const cells = [workload.name.padEnd(28), String(workload.nodes).padStart(6), String(workload.pods).padStart(6), mean.toFixed(0).padStart(5), at(0.5), at(0.99), (1e6 / mean).toFixed(0).padStart(6)];
  process.stdout.write(`${cells.join('  ')}\n`);
}

process.stdout.write('workload                       nodes    pods  mean   p50   p99  pods/s (times in microseconds per pod)\n');
for (const workload of workloads) report(workload);
