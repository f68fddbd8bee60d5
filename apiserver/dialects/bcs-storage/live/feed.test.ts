import type { core } from '../../../../api';
import { openDocuments, takeBaseline, type OpenDocuments } from '../../../../registry';
import { alarmsOf } from '../events/alarm';
import { eventsOf } from '../events/event';
import { startFeed } from './feed';
import type { Feed } from './feeding';
import { kinds, liveCluster, pod, type LiveCluster } from './testing/live-cluster';

interface Server { readonly at: LiveCluster; readonly documents: OpenDocuments; readonly feed: Feed; stop(): Promise<void> }

const cluster = 'BCS-K8S-00000';
let servers: Server[] = [];
let first: LiveCluster | undefined;
let seed = 0;

afterEach(async () => {
  for (const server of servers) await server.stop();
  await first?.close();
  [servers, first] = [[], undefined];
});

/** All of one test are on one store. `used`: this API has been. */
async function start({ used = false, cap }: { readonly used?: boolean; readonly cap?: number } = {}): Promise<Server> {
  const at = await liveCluster({ store: first?.store, seed: ++seed });
  first ??= at;
  const shelf = { indexed: () => [], cap };
  const documents = openDocuments({ kv: at.store, clock: at.clock, random: at.random, log: at.deps.log, name: 'bcsstorage', shelves: [{ name: 'events', ...shelf }, { name: 'alarms', ...shelf }] });
  const feed = startFeed({ ...at.deps, documents, cluster, isUsed: () => Promise.resolve(used) });
  const server = {
    at, documents, feed,
    async stop() {
      await feed.stop();
      documents.stop();
      servers = servers.filter((each) => each !== server);
    },
  };
  servers.push(server);
  return server;
}

const event = (name: string, more: Partial<core.Event> = {}): core.Event => ({
  apiVersion: 'v1', kind: 'Event', metadata: { name, namespace: 'default' }, involvedObject: { kind: 'Pod', namespace: 'default', name: 'web' },
  reason: 'Started', message: name, type: 'Normal', source: { component: 'kubelet' }, firstTimestamp: '2026-01-01T00:00:00Z', lastTimestamp: '2026-01-01T00:00:00Z', count: 1,
  reportingComponent: '', reportingInstance: '', ...more,
});

const create = ({ at }: Server, ...args: Parameters<typeof event>): Promise<core.Event> => at.registry.of(kinds.events).create(event(...args));
const again = ({ at }: Server, name: string, count: number): Promise<core.Event> => at.registry.of(kinds.events).update({ namespace: 'default', name }, (found) => ({ ...found, count }));

interface Told { readonly _id: string; readonly createTime: string; readonly describe: string; readonly data: core.Event }

async function told({ documents }: Server, collection = eventsOf(cluster)): Promise<Told[]> {
  const { documents: found } = await documents.select(collection, { where: [] });
  return [...found].map(({ json }) => JSON.parse(json.toString()) as Told);
}

const words = async (server: Server): Promise<string[]> => (await told(server)).map(({ describe, data }) => `${describe} ${data.count}`).sort();

const putPosition = ({ documents }: Server, revision: number): Promise<unknown> =>
  documents.put({ shelf: 'feed', cluster, type: 'position', name: 'events' }, (_current, { id }) => JSON.stringify({ _id: id, revision }));

it('begins with the first use, and takes in what there is then', async () => {
  const server = await start();
  await create(server, 'before');
  await server.feed.settled();
  expect(await words(server)).toEqual([]);
  server.feed.begin();
  await server.feed.caughtUp();
  expect(await words(server)).toEqual(['before 1']);
  await create(server, 'after');
  await server.feed.settled();
  expect(await words(server)).toEqual(['after 1', 'before 1']);
});

it('begins by itself where the API was used before', async () => {
  const server = await start({ used: true });
  await create(server, 'one');
  await server.feed.caughtUp();
  await server.feed.settled();
  expect(await words(server)).toEqual(['one 1']);
});

it('one that happens again is told again; one that is only changed, or goes, is not', async () => {
  const server = await start();
  server.feed.begin();
  await create(server, 'a');
  await again(server, 'a', 2);
  await server.at.registry.of(kinds.events).update({ namespace: 'default', name: 'a' }, (found) => ({ ...found, metadata: { ...found.metadata, labels: { x: 'y' } } }));
  await again(server, 'a', 3);
  await server.at.registry.of(kinds.events).delete({ namespace: 'default', name: 'a' });
  await server.feed.settled();
  expect(await words(server)).toEqual(['a 1', 'a 2', 'a 3']);
});

it('kube-system’s are told as far as bcs-k8s-watch told of them', async () => {
  const server = await start();
  server.feed.begin();
  const system = (name: string): Partial<core.Event> => ({ metadata: { name, namespace: 'kube-system' }, involvedObject: { kind: 'Pod', namespace: 'kube-system', name: 'p' } });
  await create(server, 'kube-dns.1', system('kube-dns.1'));
  await create(server, 'coredns.1', system('coredns.1'));
  await server.feed.settled();
  expect(await words(server)).toEqual(['kube-dns.1 1']);
});

it('warnings of owned pods are alarms too, each repetition another', async () => {
  const server = await start();
  server.feed.begin();
  const pods = server.at.registry.of(kinds.pods);
  await pods.create(pod('web', 'default', { ownerReferences: [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web', uid: 'u' }] }));
  await pods.create(pod('alone'));
  const warning = { type: 'Warning', reason: 'BackOff' } as const;
  const about = (name: string): Partial<core.Event> => ({ ...warning, involvedObject: { kind: 'Pod', namespace: 'default', name } });
  await create(server, 'w', about('web'));
  await again(server, 'w', 2);
  await create(server, 'alone', about('alone'));
  await create(server, 'gone', about('nobody'));
  await create(server, 'normal');
  await create(server, 'node', { ...warning, involvedObject: { kind: 'Node', name: 'web' } });
  await server.feed.settled();
  expect(await told(server, alarmsOf(cluster))).toMatchObject([{ message: '[Pod web]BackOff:w', module: 'k8s-watch' }, { message: '[Pod web]BackOff:w' }]);
  expect(await told(server)).toHaveLength(6);
});

it('neither a restart nor a second server doubles one', async () => {
  const one = await start();
  const two = await start();
  for (const { feed } of [one, two]) await feed.caughtUp();
  for (let i = 0; i < 20; i++) await create(i % 2 ? one : two, `e-${i}`);
  for (let i = 0; i < 20; i += 5) await again(one, `e-${i}`, 2);
  for (const { feed } of [one, two]) await feed.settled();
  const before = await told(one);
  expect(before).toHaveLength(24);
  expect(await told(two)).toEqual(before);
  for (const server of [one, two]) await server.stop();
  const three = await start({ used: true });
  await three.feed.caughtUp();
  await create(three, 'new');
  await three.feed.settled();
  const after = await told(three);
  expect(after).toHaveLength(25);
  expect(after).toEqual(expect.arrayContaining(before));
});

it('what the cap has let go does not come back after a restart', async () => {
  const one = await start({ cap: 9 });
  one.feed.begin();
  for (let i = 0; i < 12; i++) {
    await create(one, `e-${i}`);
    await one.feed.settled();
    await one.at.clock.step(1000);
  }
  const before = await words(one);
  expect(before.length).toBeLessThan(12);
  await one.stop();
  const two = await start({ used: true, cap: 9 });
  await two.feed.caughtUp();
  await two.feed.settled();
  expect(await words(two)).toEqual(before);
});

it('goes on where it was; but what was said of a store of which this is an older copy counts for nothing', async () => {
  const server = await start();
  await create(server, 'before');
  await putPosition(server, await server.at.store.revision());
  await create(server, 'after');
  await server.feed.caughtUp();
  expect(await words(server)).toEqual(['after 1']);
  await server.stop();
  const copy = await start();
  await putPosition(copy, 1e9);
  await copy.feed.caughtUp();
  expect(await words(copy)).toEqual(['after 1', 'before 1']);
});

it('a store that is away for a while loses none', async () => {
  const server = await start();
  const { store, clock } = server.at;
  server.feed.begin();
  await create(server, 'a');
  await server.feed.settled();
  // The next write is the Event's own; the one after it is ours, and finds nobody.
  let failed: (() => void) | undefined;
  const hasFailed = new Promise<void>((resolve) => { failed = resolve; });
  store.interference = async () => {
    store.interference = async () => {
      store.down = true;
      failed?.();
    };
  };
  await create(server, 'b');
  await hasFailed;
  await clock.step(1);
  store.down = false;
  await clock.step(2000);
  await create(server, 'c');
  await server.feed.settled();
  expect(await words(server)).toEqual(['a 1', 'b 1', 'c 1']);
});

it('after a reset what was told since is gone, and the next is told', async () => {
  const server = await start();
  server.feed.begin();
  await create(server, 'before');
  await server.feed.settled();
  const baseline = await takeBaseline(server.at.store);
  // In the beginning it reads what there is.
  await baseline.restore();
  // Most of them have not been told when it comes to the reset.
  await Promise.all(Array.from({ length: 300 }, (_, i) => create(server, `e-${i}`)));
  await server.feed.pausedFor(() => baseline.restore());
  await server.feed.settled();
  expect(await words(server)).toEqual(['before 1']);
  await create(server, 'after');
  await server.feed.settled();
  expect(await words(server)).toEqual(['after 1', 'before 1']);
});

it('in a burst one is begun in a turn: others are served in between', async () => {
  const server = await start();
  await server.feed.caughtUp();
  const begun: number[] = [];
  const put = server.documents.put.bind(server.documents);
  let inTurn = 0;
  server.documents.put = (key, make) => {
    if (key.shelf === 'events' && inTurn++ === 0) setImmediate(() => { begun.push(inTurn); inTurn = 0; });
    return put(key, make);
  };
  const events = server.at.registry.of(kinds.events);
  await Promise.all(Array.from({ length: 300 }, (_, i) => events.create(event(`e-${i}`))));
  await server.feed.settled();
  expect(await told(server)).toHaveLength(300);
  expect(Math.max(...begun)).toBe(1);
});
