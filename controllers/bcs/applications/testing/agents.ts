/** Agents for tests: taskgroups are placed on them, run there, end when they are told to. */
import { ApiError, keyOf, kinds, type core } from '../../../../api';
import type { Registry } from '../../../../registry';
import { runPods, type TestCluster } from '../../../testing/cluster';

export interface Agents {
  /** So many taskgroups find a place from now on; those that wait are placed at once. */
  room(count: number): Promise<void>;
  /** Nothing is heard of the node, and nothing on it is stopped, until it is back. */
  setReady(node: string, isReady: boolean): Promise<void>;
  /** The taskgroup's container ends by itself. */
  exit(pod: core.Pod, exitCode: number): Promise<void>;
  stop(): void;
}

const condition = (isReady: boolean): core.NodeStatus => ({ conditions: [{ type: 'Ready', status: isReady ? 'True' : 'Unknown' }] });

/** Nodes `agent-0`, `agent-1`, ...: taskgroups go from one to the next. */
export async function runAgents(cluster: TestCluster, count = 2, room = Infinity): Promise<Agents> {
  const { registry, clock } = cluster;
  const nodes = registry.of(kinds.nodes);
  const names = Array.from({ length: count }, (_, i) => `agent-${i}`);
  const silent = new Set<string>();
  for (const name of names) {
    const there = (await nodes.list({})).items.some(({ metadata }) => metadata.name === name);
    if (!there) await nodes.create({ apiVersion: 'v1', kind: 'Node', metadata: { name }, spec: {}, status: condition(true) });
    await nodes.update({ name }, (node) => ({ ...node, status: condition(true) }), { subresource: 'status' });
  }
  const ending = new AbortController();
  let left = room;
  let turn = 0;
  const place = async (pod: core.Pod): Promise<void> => {
    if (pod.spec.nodeName || pod.spec.schedulingGates?.length || pod.metadata.deletionTimestamp || left <= 0) return;
    left--;
    await bind(registry, pod, names[turn++ % names.length] ?? '');
  };
  const follow = async (): Promise<void> => {
    for await (const batch of registry.of(kinds.pods).watch({}, ending.signal)) {
      for (const event of batch) if (event.type === 'ADDED' || event.type === 'MODIFIED') await orElsewhere(place(event.object));
    }
  };
  void follow();
  const running = (pod: core.Pod): core.PodStatus => {
    if (!pod.spec.nodeName || silent.has(pod.spec.nodeName)) return { phase: 'Pending' };
    const startedAt = new Date(clock.now()).toISOString();
    return {
      ...pod.status, phase: 'Running',
      conditions: [...(pod.status.conditions ?? []).filter(({ type }) => type !== 'Ready'), { type: 'Ready', status: 'True', lastTransitionTime: startedAt }],
      containerStatuses: pod.spec.containers.map(({ name, image = '', resources = {} }) => ({ name, image, imageID: '', ready: true, restartCount: 0, resources, state: { running: { startedAt } } })),
    };
  };
  const stopPods = runPods(cluster, running, ({ spec: { nodeName = '' } }) => silent.has(nodeName));
  return {
    async room(more) {
      left = more;
      for (const pod of (await registry.of(kinds.pods).list({})).items) await orElsewhere(place(pod));
    },
    async setReady(name, isReady) {
      if (isReady) silent.delete(name);
      else silent.add(name);
      await nodes.update({ name }, (node) => ({ ...node, status: condition(isReady) }), { subresource: 'status' });
      const here = isReady ? (await registry.of(kinds.pods).list({})).items.filter(({ spec }) => spec.nodeName === name) : [];
      await Promise.all(here.map((pod) => orElsewhere(pod.metadata.deletionTimestamp ? registry.of(kinds.pods).delete(keyOf(pod), { gracePeriodSeconds: 0 }) : goOn(registry, pod))));
    },
    async exit(pod, exitCode) {
      const finishedAt = new Date(clock.now()).toISOString();
      await registry.of(kinds.pods).update(keyOf(pod), (current) => ({
        ...current,
        status: {
          ...current.status, phase: exitCode === 0 ? 'Succeeded' : 'Failed',
          containerStatuses: current.status.containerStatuses?.map((container) => ({ ...container, ready: false, state: { terminated: { exitCode, finishedAt, reason: exitCode === 0 ? 'Completed' : 'Error' } } })),
        },
      }), { subresource: 'status' });
    },
    stop() {
      ending.abort();
      stopPods();
    },
  };
}

/** A pod may be gone, or have its place, by the time its turn comes. */
async function orElsewhere(work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!ApiError.is(error, 'NotFound') && !ApiError.is(error, 'Conflict')) throw error;
  }
}

/** Whoever follows pods looks at it again. */
const goOn = (registry: Registry, pod: core.Pod): Promise<unknown> =>
  registry.of(kinds.pods).update(keyOf(pod), (current) => ({ ...current, metadata: { ...current.metadata, annotations: { ...current.metadata.annotations, 'test/looked-at': String(Number(current.metadata.annotations?.['test/looked-at'] ?? 0) + 1) } } }));

function bind(registry: Registry, pod: core.Pod, name: string): Promise<unknown> {
  const binding: core.Binding = { apiVersion: 'v1', kind: 'Binding', metadata: { name: pod.metadata.name }, target: { apiVersion: 'v1', kind: 'Node', name } };
  return registry.of(kinds.pods).invoke(keyOf(pod), 'binding', binding);
}
