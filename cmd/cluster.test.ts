import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { kinds, SteppedClock, type core } from '../api';
import { startCluster } from './cluster';

it('gives a cluster whose nodes are ready, so that the first pod is bound at once', async () => {
  // The clock stands still: nothing below waits for time to pass, as the scheduler's back-off would.
  const cluster = await startCluster({ clock: new SteppedClock(), nodes: 2 });
  const { items } = await cluster.client.of(kinds.nodes).list({});
  expect(items.map(({ metadata, status }) => [metadata.name, status.allocatable?.pods])).toEqual([['node-1', '110'], ['node-2', '110']]);
  const pods = cluster.client.of(kinds.pods);
  const { metadata: { resourceVersion } } = await pods.create({
    apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p', namespace: 'default' }, spec: { containers: [{ name: 'a', image: 'b' }] }, status: {},
  });
  const enough = new AbortController();
  for await (const batch of pods.watch({ resourceVersion }, enough.signal)) {
    if (batch.some((event) => event.type === 'MODIFIED' && event.object.spec.nodeName)) enough.abort();
  }
  await cluster.stop();
});

it('does not wait for nodes that nobody makes', async () => {
  const cluster = await startCluster({ clock: new SteppedClock(), components: ['scheduler'] });
  expect((await cluster.client.of(kinds.nodes).list({})).items).toEqual([]);
  await cluster.stop();
});

it('serves the versions of older releases unless it is told not to', async () => {
  const answers = await Promise.all([undefined, false].map(async (legacyVersions) => {
    const cluster = await startCluster({ clock: new SteppedClock(), components: [], legacyVersions });
    const { status } = await fetch(`${cluster.url}/apis/batch/v1beta1/cronjobs`);
    await cluster.stop();
    return status;
  }));
  expect(answers).toEqual([200, 404]);
});

it('keeps events as long as it is told to, counted from their last write', async () => {
  const clock = new SteppedClock();
  const cluster = await startCluster({ clock, components: [], eventTtlSeconds: 100 });
  const events = cluster.client.of(kinds.events);
  const event = (name: string): core.Event => ({
    kind: 'Event', apiVersion: 'v1', metadata: { name, namespace: 'default' }, involvedObject: { kind: 'Pod', namespace: 'default', name: 'web' },
    source: {}, reportingComponent: '', reportingInstance: '', count: 1,
  });
  await events.create(event('once'));
  await events.create(event('twice'));
  await clock.step(90_000);
  await events.update({ namespace: 'default', name: 'twice' }, (current) => ({ ...current, count: 2 }));
  await clock.step(20_000);
  expect((await events.list()).items.map(({ metadata }) => metadata.name)).toEqual(['twice']);
  await cluster.stop();
});

it('keeps events for ever when that is zero', async () => {
  const clock = new SteppedClock();
  const cluster = await startCluster({ clock, components: [], eventTtlSeconds: 0 });
  const answer = await fetch(`${cluster.url}/api/v1/namespaces/default/events`, {
    method: 'POST', headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ metadata: { name: 'e' }, involvedObject: { namespace: 'default', name: 'web', kind: 'Pod' } }),
  });
  expect(answer.status).toBe(201);
  await clock.step(7_200_000);
  expect((await cluster.client.of(kinds.events).list()).items).toHaveLength(1);
  await cluster.stop();
});

it('tells of everything that runs in it by /metrics, and writes down what a policy wants', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'cluster-'));
  const [policyFile, logPath] = [join(folder, 'policy.yaml'), join(folder, 'log', 'audit.log')];
  writeFileSync(policyFile, 'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules: [{level: Metadata, resources: [{group: apps}]}]\n');
  const audit = { policyFile, logPath, maxSizeMegabytes: 0, maxBackups: 0 };
  const cluster = await startCluster({ clock: new SteppedClock(), nodes: 1, audit });
  await fetch(`${cluster.url}/apis/apps/v1/deployments`);
  await fetch(`${cluster.url}/api/v1/pods`);
  const metrics = await (await fetch(`${cluster.url}/metrics`)).text();
  for (const name of ['workqueue_depth{name="deployment"}', 'apiserver_storage_objects{resource="nodes"} 1', 'etcd_request_duration_seconds_bucket{operation="create"']) expect(metrics).toContain(name);
  await cluster.stop();
  const events = readFileSync(logPath, 'utf8').trimEnd().split('\n').map((line) => (JSON.parse(line) as { stage: string; objectRef: object }));
  expect(events.map(({ stage, objectRef }) => [stage, objectRef])).toEqual([
    ['RequestReceived', { resource: 'deployments', apiGroup: 'apps', apiVersion: 'v1' }], ['ResponseComplete', { resource: 'deployments', apiGroup: 'apps', apiVersion: 'v1' }],
  ]);
  rmSync(folder, { recursive: true });
});

it('does not start with an audit policy that says nothing sensible', async () => {
  await expect(startCluster({ audit: { policyFile: '/nowhere/policy.yaml', logPath: '-', maxSizeMegabytes: 0, maxBackups: 0 } })).rejects.toThrow('loading audit policy file: failed to read file path "/nowhere/policy.yaml"');
});
