/** Small objects for tests and benchmarks. */
import type { core } from '../../api';
import { CycleState, type Cycle, type NodeInfo, type PodInfo, type Snapshot } from '../framework';
import { emptyNode, nodeFacts, withPod } from '../node-info';
import { podInfo } from '../pod-info';
import { nowhere, type Surroundings } from '../surroundings';
import { made } from '../views';

type Requests = Record<string, string>;

export interface PodSketch {
  name?: string;
  requests?: Requests;
  labels?: Record<string, string>;
  spec?: Partial<core.PodSpec>;
  meta?: Partial<core.Pod['metadata']>;
  status?: core.PodStatus;
}

export const container = (requests?: Requests, more: Partial<core.Container> = {}): core.Container =>
  ({ name: 'main', image: 'nginx', ...(requests && { resources: { requests } }), ...more });

export const pod = ({ name = 'web', requests, labels, spec, meta, status }: PodSketch = {}): core.Pod => ({
  apiVersion: 'v1', kind: 'Pod',
  metadata: { namespace: 'default', name, uid: `uid-${name}`, ...(labels && { labels }), ...meta },
  spec: { containers: [container(requests)], ...spec },
  status: status ?? {},
});

export const info = (sketch: PodSketch = {}): PodInfo => podInfo(pod(sketch));

export interface NodeSketch {
  name?: string;
  allocatable?: Requests;
  labels?: Record<string, string>;
  spec?: core.NodeSpec;
}

export const node = ({ name = 'node-1', allocatable, labels, spec }: NodeSketch = {}): core.Node => ({
  apiVersion: 'v1', kind: 'Node',
  metadata: { name, uid: `uid-${name}`, labels: { 'kubernetes.io/hostname': name, ...labels } },
  spec: spec ?? {},
  status: { allocatable: { cpu: '4', memory: '8Gi', 'ephemeral-storage': '100Gi', pods: '110', ...allocatable } },
});

let seats = 0;

export const nodeInfo = (sketch: NodeSketch = {}, pods: readonly PodInfo[] = []): NodeInfo => pods.reduce(withPod, emptyNode(nodeFacts(node(sketch)), seats++));

export const snapshotOf = (...nodes: NodeInfo[]): Snapshot => ({
  nodes,
  node: (name) => nodes.find((one) => one.name === name),
  view: (_, make) => made(make(), nodes),
  surroundings: nowhere,
});

export const cycleOf = (sketch: PodSketch = {}, ...nodes: NodeInfo[]): Cycle =>
  ({ pod: info(sketch), snapshot: snapshotOf(...nodes), state: new CycleState() });

/** The same attempt in other surroundings. */
export const within = (surroundings: Partial<Surroundings>, cycle: Cycle): Cycle =>
  ({ ...cycle, snapshot: { ...cycle.snapshot, surroundings: { ...nowhere, ...surroundings } } });
