import { openDocuments, type OpenDocuments } from '../../../../../registry';
import { eventsOf } from '../../events/event';
import type { Feed } from '../feeding';
import { liveCluster, kinds, type LiveCluster } from '../testing/live-cluster';
import { startTaskFeed } from './feed';
import { namespace, running, World } from './testing/world';

interface Server { readonly at: LiveCluster; readonly world: World; readonly documents: OpenDocuments; readonly feed: Feed; stop(): Promise<void> }

const cluster = 'BCS-MESOS-10001';
let servers: Server[] = [];
let first: LiveCluster | undefined;
let seed = 0;

afterEach(async () => {
  for (const server of servers) await server.stop();
  await first?.close();
  [servers, first] = [[], undefined];
});

/** All of one test are on one store, and keep one time. */
async function start(now = 0): Promise<Server> {
  const at = await liveCluster({ store: first?.store, seed: ++seed });
  await at.clock.step(now);
  first ??= at;
  const documents = openDocuments({ kv: at.store, clock: at.clock, random: at.random, log: at.deps.log, name: 'bcsstorage', shelves: [{ name: 'events', indexed: () => [] }] });
  const feed = startTaskFeed({ ...at.deps, documents, cluster, isUsed: () => Promise.resolve(false) });
  const server = {
    at, documents, feed, world: new World(at.registry),
    async stop() {
      await feed.stop();
      documents.stop();
      servers = servers.filter((each) => each !== server);
    },
  };
  servers.push(server);
  return server;
}

interface Told { readonly id: string; readonly type: string; readonly level: string; readonly eventTime: string }

async function told({ documents }: Server): Promise<Told[]> {
  const { documents: found } = await documents.select(eventsOf(cluster), { where: [] });
  return [...found].map(({ json }) => JSON.parse(json.toString()) as Told);
}

const types = async (server: Server): Promise<string[]> => (await told(server)).sort((a, b) => (a.eventTime < b.eventTime ? -1 : 1)).map(({ type, level }) => `${type} ${level}`);

it('tells each status that a task comes into, once; not that it waits for an agent', async () => {
  const server = await start();
  const { world, feed, at } = server;
  await feed.caughtUp();
  await world.node('n', true);
  const application = await world.application('web');
  await world.taskgroup(application, 1);
  const pod = await world.taskgroup(application, 0, { node: 'n' });
  await feed.settled();
  await at.clock.step(2000);
  await world.becomes(pod, running('2026-01-01T00:00:02Z'));
  await feed.settled();
  await world.becomes(pod, { ...running('2026-01-01T00:00:02Z'), message: 'nothing new' });
  await at.clock.step(3000);
  await world.becomes(pod, {
    phase: 'Failed', containerStatuses: [{ name: 'c0', image: 'i', imageID: '', ready: false, restartCount: 0, state: { terminated: { exitCode: 3, startedAt: '2026-01-01T00:00:02Z', finishedAt: '2026-01-01T00:00:05Z' } } }],
  });
  await feed.settled();
  expect(await types(server)).toEqual(['Starting normal', 'Running normal', 'Failed warning']);
  expect((await told(server)).find(({ type }) => type === 'Failed')).toMatchObject({ describe: 'container exited with code 3', eventTime: '2026-01-01T00:00:05.000Z', data: { exitCode: 3 } });
});

it('tells of an agent that is lost, comes back and is lost again, each time', async () => {
  const server = await start();
  const { world, feed, at } = server;
  await feed.caughtUp();
  await world.node('n', true);
  await world.taskgroup(await world.application('web'), 0, { node: 'n', status: running() });
  for (const [ready, time] of [[false, '00:01:00'], [true, '00:02:00'], [false, '00:03:00']] as const) {
    await feed.settled();
    await at.clock.step(60_000);
    await world.nodeBecomes('n', ready, `2026-01-01T${time}Z`);
  }
  await feed.settled();
  expect(await types(server)).toEqual(['Running normal', 'Lost warning', 'Running normal', 'Lost warning']);
});

it('neither a restart nor a second server doubles one, and a restart brings none back that has gone', async () => {
  const [one, two] = [await start(), await start()];
  for (const { feed } of [one, two]) await feed.caughtUp();
  await one.world.node('n', true);
  const application = await one.world.application('web');
  for (let i = 0; i < 5; i++) await one.world.taskgroup(application, i, { node: 'n', status: running() });
  for (const { feed } of [one, two]) await feed.settled();
  const before = await told(one);
  expect(before.filter(({ type }) => type === 'Running')).toHaveLength(5);
  expect(await told(two)).toEqual(before);
  // Ten minutes later something else happens, and what was told first has been let go.
  for (const { at } of [one, two]) await at.clock.step(600_000);
  await one.world.taskgroup(application, 5);
  for (const { feed } of [one, two]) await feed.settled();
  await one.documents.removeAll(eventsOf(cluster), { where: [] });
  for (const server of [one, two]) await server.stop();
  const three = await start(601_000);
  await three.feed.caughtUp();
  await three.feed.settled();
  expect(await told(three)).toEqual([]);
  await three.world.nodeBecomes('n', false, '2026-01-01T00:10:01Z');
  await three.feed.settled();
  expect(await types(three)).toEqual(Array.from({ length: 5 }, () => 'Lost warning'));
  await three.at.registry.of(kinds.pods).delete({ namespace, name: (await three.at.registry.of(kinds.pods).list({ namespace })).items[0]!.metadata.name! }, { gracePeriodSeconds: 0 });
  await three.feed.settled();
  expect(await told(three)).toHaveLength(5);
});
