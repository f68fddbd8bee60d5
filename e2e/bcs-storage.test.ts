/** 200 pods roll through a Deployment; at every step the BCS storage API says of them what kubectl says, also after `kill -9` in the middle. */
import { join } from 'node:path';
import { Api, type KubeObject, type List } from './harness/api';
import { BcsStorage, doubles, extra, type Document } from './harness/bcs-storage';
import { newFolder, startHere } from './harness/each-test';
import { Kubectl } from './harness/kubectl';
import type { Running } from './harness/processes';

const minutes = 300_000;
const pods = '/api/v1/namespaces/default/pods';
const deployments = '/apis/apps/v1/namespaces/default/deployments';
const label = 'app.kubernetes.io/version';

interface Pod extends KubeObject {
  readonly metadata: KubeObject['metadata'] & { readonly uid: string };
  readonly status: { readonly phase: string; readonly hostIP?: string; readonly startTime?: string };
}

interface Deployment extends KubeObject {
  readonly metadata: KubeObject['metadata'] & { readonly generation: number };
  readonly status: { readonly observedGeneration?: number; readonly replicas?: number; readonly updatedReplicas?: number; readonly availableReplicas?: number };
}

const web = (version: string, replicas: number): object => ({
  apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web', namespace: 'default' },
  spec: {
    replicas, selector: { matchLabels: { app: 'web' } },
    template: { metadata: { labels: { app: 'web', [label]: version } }, spec: { terminationGracePeriodSeconds: 0, containers: [{ name: 'web', image: `nginx:${version}` }] } },
  },
});

/** A server on a folder of its own, which it may be started on again, and who looks at it. */
class Watched {
  readonly folder = newFolder();
  private running!: Running;
  kubectl!: Kubectl;
  api!: Api;
  storage!: BcsStorage;

  async start(): Promise<void> {
    this.running = await startHere(['up', '--data-dir', this.folder, '--port', '0', '--nodes', '5', '--log-level', 'warn']);
    this.kubectl = new Kubectl(join(this.folder, 'kubeconfig'), this.folder);
    this.api = new Api(this.running.readyAt);
    this.storage = new BcsStorage(this.running.readyAt);
  }

  kill(): Promise<void> {
    return this.running.kill();
  }

  rolled(replicas: number): Promise<Deployment> {
    return this.api.until<Deployment>(deployments, 'web', ({ metadata, status }) =>
      status.observedGeneration === metadata.generation && [status.replicas ?? 0, status.updatedReplicas ?? 0, status.availableReplicas ?? 0].every((count) => count === replicas));
  }

  async listed(): Promise<readonly Pod[]> {
    return (await this.api.get<List<Pod>>(pods)).items;
  }
}

/** The same for both views: objects by name. */
const byName = <T extends KubeObject>(objects: readonly T[]): Readonly<Record<string, T>> => Object.fromEntries(objects.map((object) => [object.metadata.name, object]));
const names = (objects: readonly KubeObject[]): string[] => objects.map(({ metadata }) => metadata.name).sort();
const dataOf = <T>(documents: readonly Document<T>[]): T[] => documents.map(({ data }) => data);
const seconds = (time: string): number => Date.parse(time) / 1000;

/** Everything that is asked, as kubectl's pods say it, and as the documents do. */
async function views({ kubectl, storage }: Watched): Promise<{ readonly kubectl: object; readonly documents: object }> {
  const { items } = await kubectl.json<List<Pod>>('get', 'pods');
  const hosts = [...new Set(items.map(({ status }) => status.hostIP ?? ''))].filter(Boolean).sort();
  const begin = items.map(({ status }) => status.startTime ?? '').filter(Boolean).sort()[Math.floor(items.length / 2)] ?? '2026-01-01T00:00:00Z';
  const versions = [...new Set(items.map(({ metadata }) => metadata.labels?.[label] ?? ''))].sort();
  const those = (holds: (pod: Pod) => boolean): string[] => names(items.filter(holds));
  const found = async (parameters: Readonly<Record<string, string>>): Promise<string[]> => names(dataOf(await storage.query<Pod>('pod', { namespace: 'default', ...parameters })));
  const ofVersion = (version: string): string => extra({ [`data.metadata.labels.${label.replaceAll('.', '\uff0e')}`]: version, 'data.metadata.labels.app': 'web' });
  return {
    kubectl: {
      all: byName(items),
      statuses: ['Pending', 'Running', 'Pending,Running'].map((statuses) => those(({ status }) => statuses.split(',').includes(status.phase))),
      hosts: [...hosts.map((host) => those(({ status }) => status.hostIP === host)), those(({ status }) => hosts.slice(0, 2).includes(status.hostIP ?? ''))],
      later: those(({ status }) => status.startTime !== undefined && seconds(status.startTime) > seconds(begin)),
      sooner: those(({ status }) => status.startTime !== undefined && seconds(status.startTime) < seconds(begin)),
      versions: versions.map((version) => those(({ metadata }) => metadata.labels?.[label] === version)),
    },
    documents: {
      all: byName(dataOf(await storage.query<Pod>('pod', { namespace: 'default' }))),
      statuses: await Promise.all(['Pending', 'Running', 'Pending,Running'].map((status) => found({ status }))),
      hosts: await Promise.all([...hosts, hosts.slice(0, 2).join(',') || 'nowhere'].map((hostIp) => found({ hostIp }))),
      later: await found({ startTimeBegin: String(seconds(begin)) }),
      sooner: await found({ startTimeEnd: String(seconds(begin)) }),
      versions: await Promise.all(versions.map((version) => found({ extra: ofVersion(version) }))),
    },
  };
}

/** Until nothing moves any more between the questions of one look. */
async function expectAgreement(at: Watched): Promise<void> {
  for (let look = 1; ; look++) {
    const { kubectl, documents } = await views(at);
    try {
      expect(documents).toEqual(kubectl);
      return;
    } catch (error) {
      if (look === 100) throw error;
    }
  }
}

/** Of what moves: a pod that was there before and after was there between, none is there twice, and what is found fits. */
async function expectConsistency(at: Watched): Promise<void> {
  const before = await at.listed();
  const all = await at.storage.query<Pod>('pod', { namespace: 'default', field: 'resourceName,data.metadata,data.status.phase' });
  const running = await at.storage.query<Pod>('pod', { namespace: 'default', status: 'Running', field: 'resourceName,data.status.phase' });
  const after = await at.listed();
  expect(doubles(all.map(({ resourceName }) => resourceName))).toEqual([]);
  expect(doubles(all.map(({ _id }) => _id))).toEqual([]);
  expect(running.filter(({ data }) => data.status.phase !== 'Running')).toEqual([]);
  const [uidsBefore, uidsAfter, found] = [before, after, dataOf(all)].map((seen) => new Set(seen.map(({ metadata }) => metadata.uid))) as [Set<string>, Set<string>, Set<string>];
  expect([...uidsBefore].filter((uid) => uidsAfter.has(uid) && !found.has(uid))).toEqual([]);
  // No older than what was there before the question.
  const known = new Map(before.map(({ metadata }) => [metadata.uid, Number(metadata.resourceVersion)]));
  expect(dataOf(all).filter(({ metadata }) => Number(metadata.resourceVersion) < (known.get(metadata.uid) ?? 0))).toEqual([]);
}

/** Again and again while something happens, at least once. */
async function consistentWhile(at: Watched, happening: Promise<unknown>): Promise<void> {
  let isOver = false;
  const over = happening.finally(() => { isOver = true; });
  do await expectConsistency(at); while (!isOver);
  await over;
}

const identities = (documents: readonly Document[]): Map<string, string> => new Map(documents.map(({ resourceName, _id, createTime }) => [resourceName, `${_id} ${createTime}`]));

it('agrees with kubectl through rollouts, scaling and a restart', async () => {
  const at = new Watched();
  await at.start();
  await at.kubectl.apply(web('v1', 200));
  await consistentWhile(at, at.rolled(200));
  await expectAgreement(at);
  expect(await at.storage.query('deployment', { replicas: '200', availableReplicas: '200' })).toHaveLength(1);

  // Rolls, and is killed when half of it has happened.
  await at.kubectl.apply(web('v2', 200));
  await consistentWhile(at, at.api.until<Deployment>(deployments, 'web', ({ status }) => (status.updatedReplicas ?? 0) >= 100));
  const [before, events] = [await at.storage.query('pod'), await at.storage.events()];
  await at.kill();
  await at.start();
  await consistentWhile(at, at.rolled(200));
  await at.api.untilNone(pods, `labelSelector=${encodeURIComponent(`${label}=v1`)}`);
  await expectAgreement(at);
  const after = identities(await at.storage.query('pod'));
  expect([...identities(before)].filter(([name, identity]) => after.has(name) && after.get(name) !== identity)).toEqual([]);

  // What had been told of is told of still, as it was, and nothing twice.
  const told = await at.storage.events();
  expect(events.length).toBeGreaterThan(0);
  const byId = new Map(told.map((event) => [event._id, event]));
  expect(events.filter((event) => JSON.stringify(byId.get(event._id)) !== JSON.stringify(event))).toEqual([]);
  expect(doubles(told.map(({ data }) => `${data.metadata.uid} ${data.count}`))).toEqual([]);

  await at.kubectl.run('scale', 'deployment/web', '--replicas=50');
  await consistentWhile(at, at.rolled(50));
  await expectAgreement(at);
  await at.kubectl.run('delete', 'deployment/web', '--cascade=foreground');
  await at.api.untilNone(pods);
  await expectAgreement(at);
  expect(await at.storage.query('pod', { namespace: 'default' })).toEqual([]);
}, minutes);
