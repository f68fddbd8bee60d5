/** `kill -9` of any process under load, then a restart: what was acknowledged is there, watches resume, reconciling goes on. */
import { startEtcd, type EtcdServer } from '../registry/storage/testing/etcd-server';
import { Api, type KubeObject, type List } from './harness/api';
import { Follower } from './harness/follower';
import { configMaps, Load } from './harness/load';
import { removeFolder, start, tempFolder, type Running } from './harness/processes';

const minute = 60_000;
const deployments = '/apis/apps/v1/namespaces/default/deployments';
const leases = '/apis/coordination.k8s.io/v1/namespaces/kube-system/leases';

interface Deployment extends KubeObject { status: { replicas?: number; availableReplicas?: number } }
interface Lease extends KubeObject { spec: { holderIdentity?: string } }

const web = {
  apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' },
  spec: { replicas: 1, selector: { matchLabels: { app: 'web' } }, template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'web', image: 'nginx' }] } } },
};

const scale = (api: Api, replicas: number): Promise<object> => api.merge(`${deployments}/web`, { spec: { replicas } });

const reached = (api: Api, replicas: number): Promise<Deployment> =>
  api.until<Deployment>(deployments, 'web', ({ status }) => status.replicas === replicas && status.availableReplicas === replicas);

async function expectAcknowledged(api: Api, load: Load): Promise<void> {
  const { items } = await api.get<List<KubeObject>>(configMaps);
  const stored = new Map(items.map(({ metadata }) => [metadata.name, Number(metadata.resourceVersion)]));
  // A write that was on its way when the process died may have arrived: then the object is newer than what was answered.
  const lost = [...load.objects].filter(([name, version]) => !((stored.get(name) ?? -1) >= Number(version)));
  expect(lost).toEqual([]);
}

function expectInOrderWithoutDoubles(follower: Follower): void {
  const versions = follower.seen.map(Number);
  expect(versions).toEqual([...new Set(versions)].sort((a, b) => a - b));
}

const positionOf = async (api: Api): Promise<string> => (await api.get<List<KubeObject>>(`${configMaps}?limit=1`)).metadata.resourceVersion;

const portOf = (running: Running): string => new URL(running.readyAt).port;

describe('everything in one process on the embedded store', () => {
  const folder = tempFolder();
  let up: Running;

  const launch = (port: string): Promise<Running> => start(['up', '--data-dir', folder, '--port', port, '--log-level', 'warn']);

  beforeAll(async () => {
    up = await launch('0');
    const api = new Api(up.readyAt);
    await api.create(deployments, web);
    await reached(api, 1);
  }, minute);

  afterAll(async () => {
    await up.stop();
    removeFolder(folder);
  }, minute);

  it.each([1, 2, 3])('is killed and comes back (%i)', async (round) => {
    const api = new Api(up.readyAt);
    const beginning = await positionOf(api);
    const follower = new Follower(configMaps, beginning);
    follower.follow(api);
    const load = new Load(api, `round-${round}`);
    await load.reached(300 * round);
    await scale(api, 1 + 2 * round);
    await up.kill();
    await Promise.all([load.ended, follower.broken()]);

    up = await launch(portOf(up));
    await expectAcknowledged(api, load);
    follower.follow(api);
    await follower.saw(load.versions);
    expectInOrderWithoutDoubles(follower);
    // One that has slept since before the kill.
    const sleeper = new Follower(configMaps, beginning);
    sleeper.follow(api);
    await sleeper.saw(load.versions);
    expectInOrderWithoutDoubles(sleeper);
    await reached(api, 1 + 2 * round);
    await Promise.all([follower.stop(), sleeper.stop()]);
  }, minute);
});

describe('processes of their own on etcd', () => {
  const folder = tempFolder();
  let etcd: EtcdServer;
  let servers: [Running, Running];
  let parts: Record<string, { leading: Running; standBy: Running }>;
  let api: Api;
  let other: Api;

  const launch = (command: string, ...args: string[]): Promise<Running> =>
    start([command, '--store', etcd.url, '--data-dir', folder, '--log-level', 'error', ...args]);

  const leaseOf: Record<string, string> = { scheduler: 'kube-scheduler', controllers: 'kube-controller-manager', 'kubelet-sim': 'minikapi-kubelet-sim' };

  const holder = async (part: string, wanted: (identity: string) => boolean): Promise<string> => {
    const lease = await api.until<Lease>(leases, leaseOf[part] ?? '', ({ spec }) => wanted(spec.holderIdentity ?? ''));
    return lease.spec.holderIdentity ?? '';
  };

  beforeAll(async () => {
    etcd = await startEtcd();
    servers = await Promise.all([launch('apiserver', '--port', '0'), launch('apiserver', '--port', '0')]);
    api = new Api(servers[0].readyAt);
    other = new Api(servers[1].readyAt);
    parts = Object.fromEntries(await Promise.all(Object.keys(leaseOf).map(async (part) => {
      const leading = await launch(part);
      await holder(part, (identity) => identity !== '');
      return [part, { leading, standBy: await launch(part) }] as const;
    })));
    await api.create(deployments, web);
    await reached(api, 1);
  }, minute);

  afterAll(async () => {
    const running = [...servers, ...Object.values(parts).flatMap(({ leading, standBy }) => [leading, standBy])];
    await Promise.all(running.map((process) => process.stop()));
    await etcd.stop();
    removeFolder(folder);
  }, minute);

  it('an API server is killed: the other goes on, and it comes back', async () => {
    const beginning = await positionOf(api);
    const follower = new Follower(configMaps, beginning);
    follower.follow(api);
    const load = new Load(api, 'api');
    const untouched = new Load(other, 'other', 4);
    await load.reached(300);
    await scale(api, 3);
    await servers[0].kill();
    await Promise.all([load.ended, follower.broken()]);
    await expectAcknowledged(other, load);
    await reached(other, 3);
    // The watcher goes to the server that is left.
    follower.follow(other);
    await follower.saw(load.versions);
    await follower.stop();

    servers[0] = await launch('apiserver', '--port', portOf(servers[0]));
    await untouched.stop();
    await expectAcknowledged(api, load);
    await expectAcknowledged(api, untouched);
    expectInOrderWithoutDoubles(follower);
    const sleeper = new Follower(configMaps, beginning);
    sleeper.follow(api);
    await sleeper.saw(new Set([...load.versions, ...untouched.versions]));
    expectInOrderWithoutDoubles(sleeper);
    await sleeper.stop();
  }, minute);

  it.each(Object.keys(leaseOf).map((part, i) => ({ part, replicas: 5 + 2 * i })))('the leading $part is killed: the one that stands by takes over', async ({ part, replicas }) => {
    const { leading, standBy } = parts[part] ?? fail(part);
    const before = await holder(part, (identity) => identity !== '');
    await scale(api, replicas);
    await leading.kill();
    await reached(api, replicas);
    await holder(part, (identity) => identity !== '' && identity !== before);
    parts[part] = { leading: standBy, standBy: await launch(part) };
  }, minute);

  it('etcd is killed: requests fail as unavailable, and all goes on when it is back', async () => {
    const follower = new Follower(configMaps, await positionOf(api));
    follower.follow(api);
    const created = await api.create<KubeObject>(configMaps, { metadata: { name: 'before' } });
    await etcd.kill();
    const refused = await api.ask('POST', configMaps, { metadata: { name: 'meanwhile' } });
    expect(refused).toMatchObject({ code: 503, body: { kind: 'Status', reason: 'ServiceUnavailable' } });
    await etcd.restart();
    await api.until(configMaps, 'before', ({ metadata }: KubeObject) => metadata.resourceVersion === created.metadata.resourceVersion);
    const after = await api.create<KubeObject>(configMaps, { metadata: { name: 'after' } });
    await follower.saw(new Set([created.metadata.resourceVersion, after.metadata.resourceVersion]));
    await follower.stop();
    await scale(api, 4);
    await reached(api, 4);
  }, minute);

  it('everything is killed at once', async () => {
    const beginning = await positionOf(api);
    const load = new Load(api, 'all');
    await load.reached(300);
    await scale(api, 6);
    const running = [...servers, ...Object.values(parts).flatMap(({ leading, standBy }) => [leading, standBy])];
    await Promise.all([etcd.kill(), ...running.map((process) => process.kill())]);
    await load.ended;

    await etcd.restart();
    servers = await Promise.all([launch('apiserver', '--port', portOf(servers[0])), launch('apiserver', '--port', portOf(servers[1]))]);
    parts = Object.fromEntries(await Promise.all(Object.keys(leaseOf).map(async (part) => [part, { leading: await launch(part), standBy: await launch(part) }] as const)));
    await expectAcknowledged(api, load);
    const sleeper = new Follower(configMaps, beginning);
    sleeper.follow(other);
    await sleeper.saw(load.versions);
    await sleeper.stop();
    await reached(api, 6);
  }, 2 * minute);
});

function fail(what: string): never {
  throw new Error(`no ${what}`);
}
