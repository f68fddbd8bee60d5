import { controllerOf, type apps, type core, type KubeObject } from '../api';
import { offspringOf } from './offspring';
import { daemonSet, node } from './testing/daemon-set';
import { cronJob, deployment, job, pod, replicaSet, template } from './testing/objects';
import { claimTemplate, statefulSet } from './testing/stateful-set';

const world = { nodes: [], now: Date.UTC(2026, 0, 1) };
const names = (objects: readonly KubeObject[] = []): string[] => objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`);

test('a Deployment has a ReplicaSet, which has pods that it selects', () => {
  const [set] = (offspringOf(deployment({ spec: { replicas: 2 } }), world) ?? []) as apps.ReplicaSet[];
  expect(set?.metadata.name).toMatch(/^web-[a-z0-9]+$/);
  expect(set?.spec.replicas).toBe(2);
  const pods = offspringOf({ ...set, metadata: { ...set?.metadata, uid: 'u' } } as apps.ReplicaSet, world) ?? [];
  expect(names(pods)).toEqual([`Pod ${set?.metadata.name}-1`, `Pod ${set?.metadata.name}-2`]);
  expect(pods.map((one) => [one.metadata.labels, controllerOf(one)?.uid, one.metadata.generateName])).toEqual(Array(2).fill([set?.spec.selector.matchLabels, 'u', undefined]));
});

test('the pods of a StatefulSet come with their claims', () => {
  const set = statefulSet({ spec: { replicas: 2, ordinals: { start: 5 }, volumeClaimTemplates: [claimTemplate('data')] } });
  const made = offspringOf(set, world) ?? [];
  expect(names(made)).toEqual(['PersistentVolumeClaim data-web-5', 'Pod web-5', 'PersistentVolumeClaim data-web-6', 'Pod web-6']);
  expect((made[3] as core.Pod).spec.volumes).toEqual([{ name: 'data', persistentVolumeClaim: { claimName: 'data-web-6' } }]);
});

test('a DaemonSet has a pod for each node that suits it, and that pod can go nowhere else', () => {
  const tainted: core.Node = { ...node('b'), spec: { taints: [{ key: 'k', effect: 'NoSchedule' }] } };
  const pods = offspringOf(daemonSet(), { ...world, nodes: [node('a'), tainted] }) ?? [];
  expect(names(pods)).toEqual(['Pod agent-a']);
  expect((pods[0] as core.Pod).spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms).toEqual([
    { matchFields: [{ key: 'metadata.name', operator: 'In', values: ['a'] }] },
  ]);
});

test.each([
  ['as many as run at once', { parallelism: 3, completions: 5 }, ['Pod job-1', 'Pod job-2', 'Pod job-3']],
  ['never more than there are to complete', { parallelism: 3, completions: 1 }, ['Pod job-1']],
  ['by index', { parallelism: 2, completions: 2, completionMode: 'Indexed' as const }, ['Pod job-0', 'Pod job-1']],
  ['none while suspended', { suspend: true }, []],
])('a Job: %s', (_, spec, expected) => {
  expect(names(offspringOf(job({ spec }), world))).toEqual(expected);
});

test('a CronJob has the Job of now', () => {
  expect(names(offspringOf(cronJob(), world))).toEqual(['Job tick-29453760']);
  expect(offspringOf(cronJob({ spec: { suspend: true } }), world)).toEqual([]);
});

test('ReplicaSets without a number have one pod, pods nothing', () => {
  expect(names(offspringOf(replicaSet({ spec: { replicas: undefined, template } }), world))).toEqual(['Pod set-1']);
  expect(offspringOf(pod(), world)).toBeUndefined();
});
