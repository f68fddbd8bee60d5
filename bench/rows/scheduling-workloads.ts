/**
 * The workloads of kube-scheduler's own benchmark, with its nodes, pods and floors (kubernetes test/integration/scheduler_perf,
 * performance-config.yaml of misc, affinity and topology_spreading; templates/*.yaml).
 */
import type { Request } from '../load/connection';

type Json = Readonly<Record<string, unknown>>;

export interface PodSketch {
  readonly labels?: Readonly<Record<string, string>>;
  readonly cpu?: string;
  readonly spec?: Json;
}

export interface Batch {
  readonly count: number;
  readonly sketch: PodSketch;
  readonly namespace: string;
  /** They stay where they are; nobody waits for them. */
  readonly waiting?: boolean;
}

/** What happens again and again while pods are measured. */
export interface Churn {
  readonly everyMs: number;
  /** Of the nth time. */
  readonly requests: (n: number) => readonly Request[];
}

export interface Workload {
  readonly name: string;
  /** Upstream's threshold in pods per second, where it has one. */
  readonly floor?: number;
  readonly nodes: number;
  readonly nodePods?: number;
  /** Values of `topology.kubernetes.io/zone`, in turn. */
  readonly zones?: readonly string[];
  readonly before: readonly Batch[];
  readonly measured: Batch;
  readonly churn?: Churn;
}

const zone = 'topology.kubernetes.io/zone';
const hostname = 'kubernetes.io/hostname';
const [first, second] = ['sched-0', 'sched-1'];
export const namespaces = [first, second];

const plain: PodSketch = { cpu: '100m' };
const light: PodSketch = {};
const meaning = (labels: Readonly<Record<string, string>>, topologyKey: string) => ({ topologyKey, labelSelector: { matchLabels: labels }, namespaces });
const affine = (labels: Readonly<Record<string, string>>, affinity: Json): PodSketch => ({ ...plain, labels, spec: { affinity } });
const apart = affine({ color: 'green' }, { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [meaning({ color: 'green' }, hostname)] } });
const together = affine({ color: 'blue' }, { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [meaning({ color: 'blue' }, zone)] } });
const near = affine({ color: 'red' }, {
  podAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1, podAffinityTerm: meaning({ color: 'red' }, hostname) }] },
});
const inZone = affine({}, {
  nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions: [{ key: zone, operator: 'In', values: ['zone1', 'zone2'] }] }] } },
});
const spread: PodSketch = {
  ...plain, labels: { color: 'blue' },
  spec: { topologySpreadConstraints: [{ maxSkew: 5, topologyKey: zone, whenUnsatisfiable: 'DoNotSchedule', labelSelector: { matchLabels: { color: 'blue' } } }] },
};
const gated: PodSketch = { spec: { schedulingGates: [{ name: 'test.k8s.io/hold' }] } };
// No kubelet is there to end it.
const low: PodSketch = { cpu: '900m', spec: { terminationGracePeriodSeconds: 0 } };
const high: PodSketch = { cpu: '3', spec: { priorityClassName: 'high' } };
const huge: PodSketch = { cpu: '9', spec: { priorityClassName: 'high' } };

export const priorityClass = { apiVersion: 'scheduling.k8s.io/v1', kind: 'PriorityClass', metadata: { name: 'high' }, value: 10 };

export const podOf = (name: string, { labels, cpu, spec }: PodSketch): Json => ({
  apiVersion: 'v1', kind: 'Pod', metadata: { name, labels },
  spec: {
    containers: [{
      name: 'pause', image: 'registry.k8s.io/pause:3.10', ports: [{ containerPort: 80 }],
      ...(cpu && { resources: { requests: { cpu, memory: '500Mi' }, limits: { cpu, memory: '500Mi' } } }),
    }],
    ...spec,
  },
});

export const nodeOf = (name: string, { zones, nodePods = 110 }: Workload, i: number): Json => {
  const amounts = { cpu: '4', memory: '32Gi', pods: String(nodePods) };
  return {
    apiVersion: 'v1', kind: 'Node', metadata: { name, labels: { [hostname]: name, ...(zones && { [zone]: zones[i % zones.length] }) } }, spec: {},
    status: { capacity: amounts, allocatable: amounts, conditions: [{ type: 'Ready', status: 'True', reason: 'KubeletReady', message: 'ok' }] },
  };
};

const post = (path: string, body: Json): Request => ({ method: 'POST', path, body: JSON.stringify(body) });
const remove = (path: string): Request => ({ method: 'DELETE', path });
const podsPath = (namespace: string): string => `/api/v1/namespaces/${namespace}/pods`;

const unschedulableNow: Churn = { everyMs: 200, requests: (n) => [post(podsPath(first), podOf(`huge-${n}`, huge))] };

/** One node, one pod that fits nowhere and one service, made and removed in turn. */
const mixed: Churn = {
  everyMs: 1000,
  requests(n) {
    if (n % 2) return [remove('/api/v1/nodes/churn'), remove(`${podsPath(first)}/churn?gracePeriodSeconds=0`), remove(`/api/v1/namespaces/${first}/services/churn`)];
    return [
      post('/api/v1/nodes', { apiVersion: 'v1', kind: 'Node', metadata: { name: 'churn' }, spec: {} }),
      post(podsPath(first), podOf('churn', huge)),
      post(`/api/v1/namespaces/${first}/services`, { apiVersion: 'v1', kind: 'Service', metadata: { name: 'churn' }, spec: { selector: { app: 'none' }, ports: [{ port: 80 }] } }),
    ];
  },
};

/** Fifty pods a second that go. */
const leaving: Churn = {
  everyMs: 100,
  requests: (n) => Array.from({ length: 5 }, (_, i) => remove(`${podsPath(first)}/before-1-${n * 5 + i}?gracePeriodSeconds=0`)),
};

const before = (count: number, sketch: PodSketch, namespace = first): Batch => ({ count, sketch, namespace });
const measured = (count: number, sketch: PodSketch): Batch => ({ count, sketch, namespace: second });

export const workloads: readonly Workload[] = [
  { name: 'SchedulingBasic', floor: 680, nodes: 5000, before: [before(1000, plain)], measured: measured(10_000, plain) },
  { name: 'PodAntiAffinity', floor: 60, nodes: 5000, before: [before(1000, apart)], measured: measured(2000, apart) },
  { name: 'PodAffinity', floor: 35, nodes: 5000, zones: ['zone1'], before: [before(5000, together)], measured: measured(5000, together) },
  { name: 'PreferredPodAffinity', floor: 90, nodes: 5000, before: [before(5000, near)], measured: measured(5000, near) },
  { name: 'TopologySpreading', floor: 460, nodes: 5000, zones: ['moon-1', 'moon-2', 'moon-3'], before: [before(5000, plain)], measured: measured(5000, spread) },
  { name: 'NodeAffinity', floor: 220, nodes: 5000, zones: ['zone1'], before: [before(5000, inZone)], measured: measured(10_000, inZone) },
  { name: 'Unschedulable', floor: 590, nodes: 5000, before: [before(100, plain)], measured: measured(10_000, plain), churn: unschedulableNow },
  { name: 'PreemptionBasic', nodes: 5000, before: [before(20_000, low)], measured: measured(5000, high) },
  { name: 'MixedChurn', floor: 710, nodes: 5000, before: [], measured: measured(10_000, plain), churn: mixed },
  {
    name: 'Gated', floor: 910, nodes: 1, nodePods: 90_000,
    before: [{ ...before(10_000, gated, second), waiting: true }, before(20_000, light)], measured: measured(20_000, light), churn: leaving,
  },
];
