/** A client over a port, on a real registry: what it does is what the registry itself would have done. */
import { MessageChannel } from 'node:worker_threads';
import { ApiError, kinds, parseLabelSelector, silentLogger, systemClock, systemRandom, type Client, type core, type Resources, type WatchEvent, type WatchOptions } from '../../api';
import { createPortClient, Peer } from '../../client';
import { openRegistry, openStorage, type Registry } from '../../registry';
import { objectsOffer } from './objects';

const deps = { clock: systemClock, random: systemRandom, log: silentLogger };
let registry: Registry;
let client: Client;
let asked: string[];
let close: () => Promise<void>;

beforeEach(async () => {
  registry = await openRegistry({ ...deps, kv: await openStorage('memory:', deps) });
  const { port1, port2 } = new MessageChannel();
  const { calls, streams } = objectsOffer(registry);
  asked = [];
  const noted = Object.fromEntries(Object.entries(calls).map(([name, call]) => [name, (argument: never) => {
    asked.push(name);
    return call(argument);
  }]));
  const [here, there] = [new Peer(port1, {}, silentLogger), new Peer(port2, { calls: noted, streams }, silentLogger)];
  client = createPortClient(here, []);
  close = async () => {
    here.close();
    there.close();
    await registry.close();
  };
});
afterEach(() => close());

const key = { namespace: 'default', name: 'web' };
const map = (name = 'web', data: Record<string, string> = {}): core.ConfigMap => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { namespace: 'default', name, labels: { app: name } }, data });
/** As lists and watches show it. */
const ownerless = ({ metadata: { managedFields: _, ...metadata }, ...rest }: core.ConfigMap): object => ({ ...rest, metadata });
const kept = async (): Promise<core.ConfigMap> => registry.of(kinds.configmaps).get(key);
const maps = (): Resources<core.ConfigMap> => client.of(kinds.configmaps);
const deployment = (): never => ({
  apiVersion: 'apps/v1', kind: 'Deployment', metadata: key,
  spec: { replicas: 2, selector: { matchLabels: { app: 'a' } }, template: { metadata: { labels: { app: 'a' } }, spec: { containers: [{ name: 'c', image: 'i' }] } } },
} as never);

test('objects are created, read, listed and deleted as the registry has them', async () => {
  const made = await maps().create(map());
  expect(made).toEqual(await registry.of(kinds.configmaps).get(key));
  expect(await maps().get(key)).toEqual(made);
  await maps().create(map('other'));
  const found = await maps().list({ namespace: 'default', labels: parseLabelSelector('app in (web)') });
  expect(found.items).toEqual([ownerless(made)]);
  expect(found.resourceVersion).toBe((await registry.of(kinds.configmaps).list()).resourceVersion);
  expect((await maps().list({ namespace: 'default', limit: 1 })).continue).toEqual(expect.any(String));
  expect(await maps().delete(key)).toMatchObject({ object: { metadata: { name: 'web' } }, gone: true });
  await expect(maps().get(key)).rejects.toMatchObject({ code: 404, reason: 'NotFound', message: 'configmaps "web" not found' });
});

test('faults are the registry’s own', async () => {
  await maps().create(map());
  await expect(maps().create(map())).rejects.toMatchObject({ reason: 'AlreadyExists' });
  await expect(maps().create({ ...map('Bad_Name') })).rejects.toMatchObject({ reason: 'Invalid', details: { causes: [{ field: 'metadata.name' }] } });
  await expect(client.of({ ...kinds.configmaps, names: { ...kinds.configmaps.names, plural: 'nothings' } }).list()).rejects.toMatchObject({ code: 404 });
});

describe('an update', () => {
  test('reads, changes, writes; nothing is written when nothing changed', async () => {
    await maps().create(map());
    asked = [];
    expect((await maps().update(key, (current) => ({ ...current, data: { a: '1' } }))).data).toEqual({ a: '1' });
    expect(asked).toEqual(['get', 'put']);
    asked = [];
    await maps().update(key, (current) => ({ ...current }));
    expect(asked).toEqual(['get']);
  });

  test('begins anew when somebody else was faster', async () => {
    await maps().create(map());
    const seen: (string | undefined)[] = [];
    let once: Promise<unknown> | undefined = undefined;
    const updated = await maps().update(key, (current) => {
      seen.push(current.data?.b);
      once ??= registry.of(kinds.configmaps).update(key, (before) => ({ ...before, data: { b: '2' } }));
      return { ...current, data: { ...current.data, a: '1' } };
    });
    expect(updated.data).toEqual({ a: '1', b: '2' });
    expect(seen).toEqual([undefined, '2']);
  });

  test('whose change fails, or says another version, is refused', async () => {
    await maps().create(map());
    await expect(maps().update(key, () => { throw ApiError.forbidden({ group: '', plural: 'configmaps' }, 'web', 'no'); })).rejects.toMatchObject({ reason: 'Forbidden' });
    await expect(maps().update(key, (current) => ({ ...current, metadata: { ...current.metadata, resourceVersion: '1' } }))).rejects.toMatchObject({ reason: 'Conflict' });
  });

  test('of the status leaves the spec, and the other way round; a scale is another object', async () => {
    const deployments = client.of(kinds.deployments);
    await deployments.create(deployment());
    const changed = await deployments.update(key, (current) => ({ ...current, spec: { ...current.spec, replicas: 9 }, status: { ...current.status, replicas: 5 } }), { subresource: 'status' });
    expect([changed.spec.replicas, changed.status?.replicas]).toEqual([2, 5]);
    const scaled = await deployments.update(key, (current) => ({ ...current, spec: { ...current.spec, replicas: 4 } }), { subresource: 'scale' });
    expect(scaled).toMatchObject({ kind: 'Scale', spec: { replicas: 4 } });
    expect((await deployments.get(key)).spec.replicas).toBe(4);
  });
});

describe('while somebody watches', () => {
  type Event = WatchEvent<core.ConfigMap>;
  const isOf = (name: string) => (event: Event): boolean => event.type !== 'BOOKMARK' && event.object.metadata.name === name;
  const isLast = (event: Event): boolean => event.type === 'DELETED' && isOf('web')(event);
  const withData = (data: Record<string, string>) => (current: core.ConfigMap): core.ConfigMap => ({ ...current, data: { ...current.data, ...data } });

  /** Events of a watch until the object is deleted. */
  async function watched(work: () => Promise<unknown>, options: WatchOptions = {}, act: (event: Event) => Promise<unknown> = () => Promise.resolve()): Promise<Event[]> {
    const seen: Event[] = [];
    const working = work();
    for await (const batch of maps().watch({ ...options, resourceVersion: '0' }, new AbortController().signal)) {
      for (const event of batch) await act(event);
      seen.push(...batch);
      if (batch.some(isLast)) break;
    }
    await working;
    return seen.filter(isOf('web'));
  }

  test('events come as the registry has them, in order', async () => {
    const seen = await watched(async () => {
      await maps().create(map('web', { a: '0' }));
      await registry.of(kinds.configmaps).update(key, withData({ a: '1' }));
      await maps().delete(key);
    });
    expect(seen.map((event) => [event.type, 'object' in event && event.object.data])).toEqual([['ADDED', { a: '0' }], ['MODIFIED', { a: '1' }], ['DELETED', { a: '1' }]]);
  });

  test('updates do not read what is known, and writes are answered by what the watch shows; what is no longer true is read', async () => {
    await watched(async () => {
      expect(ownerless(await maps().create(map()))).toEqual(ownerless(await kept()));
      asked = [];
      await maps().update(key, withData({ a: '1' }));
      expect(await maps().update(key, withData({ b: '2' }))).toEqual(ownerless(await kept()));
      expect(asked).toEqual(['put', 'put']);
      asked = [];
      // That there is nothing to do is only believed of what is true now.
      await maps().update(key, (current) => ({ ...current }));
      expect(asked).toEqual(['get']);
      const writing = registry.of(kinds.configmaps).update(key, withData({ c: '3' }));
      expect((await maps().update(key, withData({ d: '4' }))).data).toEqual({ a: '1', b: '2', c: '3', d: '4' });
      await writing;
      await maps().delete(key);
    });
    await expect(maps().update(key, withData({}))).rejects.toMatchObject({ reason: 'NotFound' });
  });

  test('a change that lets the object go is answered with what it was', async () => {
    await watched(async () => {
      await maps().create({ ...map(), metadata: { ...map().metadata, finalizers: ['example.com/hold'] } });
      expect((await maps().delete(key)).gone).toBe(false);
      const last = await maps().update(key, (current) => ({ ...current, metadata: { ...current.metadata, finalizers: [] } }));
      expect(last.metadata.deletionTimestamp).toBeDefined();
      await expect(maps().get(key)).rejects.toMatchObject({ reason: 'NotFound' });
    });
  });

  test('what changes nothing is answered although nobody is shown it', async () => {
    await registry.of(kinds.configmaps).create(map('web', { a: '1' }));
    await watched(async () => {
      // The server finds the same object in other words.
      expect((await maps().update(key, (current) => ({ ...current, metadata: { ...current.metadata, annotations: {} } }))).data).toEqual({ a: '1' });
      await maps().delete(key);
    });
  });

  test('owners of fields stay what they are, although they are not shown', async () => {
    await watched(async () => {
      await maps().create(map(), { fieldManager: 'maker' });
      await maps().update(key, (current) => ({ ...current, metadata: { ...current.metadata, labels: { app: 'web', tier: 'front' } } }), { fieldManager: 'changer' });
      expect((await kept()).metadata.managedFields?.map(({ manager }) => manager).sort()).toEqual(['changer', 'maker']);
      // A member that is no more.
      await maps().update(key, ({ data: _, ...current }) => current);
      expect((await kept()).data).toBeUndefined();
      await maps().delete(key);
    });
  });

  test('a watch of some of them shows too little to go by', async () => {
    await watched(async () => {
      await maps().create(map());
      asked = [];
      expect((await maps().update(key, withData({ a: '1' }))).data).toEqual({ a: '1' });
      expect(asked).toEqual(['get', 'put']);
      await maps().delete(key);
    }, { labels: parseLabelSelector('app=web') });
  });

  test('its reader may wait for what it writes itself, whatever else comes meanwhile', async () => {
    const answers: (string | undefined)[] = [];
    await watched(() => maps().create(map('first')), {}, async (event) => {
      if (!isOf('first')(event) || event.type !== 'ADDED') return;
      for (let i = 0; i < 40; i++) {
        await registry.of(kinds.configmaps).create(map(`other-${i}`));
        // A batch of its own.
        await new Promise((resolve) => { setImmediate(resolve); });
      }
      answers.push((await maps().create(map())).metadata.name);
      answers.push((await maps().update(key, withData({ a: '1' }))).data?.a);
      await maps().delete(key);
    });
    expect(answers).toEqual(['web', '1']);
  });

  test('that ends keeps no write waiting', async () => {
    const stopping = new AbortController();
    const watch = maps().watch({ resourceVersion: '0' }, stopping.signal)[Symbol.asyncIterator]();
    const reading = watch.next();
    const creating = maps().create(map());
    stopping.abort();
    await reading;
    expect((await creating).metadata.uid).toBe((await kept()).metadata.uid);
    await watch.return?.(undefined);
  });
});

test('actions, and warnings', async () => {
  const pods = client.of(kinds.pods);
  const warnings: string[] = [];
  await pods.create({ apiVersion: 'v1', kind: 'Pod', metadata: key, spec: { containers: [{ name: 'c', image: 'i' }], nodeSelector: { 'beta.kubernetes.io/arch': 'amd64' } }, status: {} } as never, { warn: (text) => warnings.push(text) });
  expect(warnings.join()).toContain('beta.kubernetes.io/arch');
  await pods.invoke(key, 'binding', { apiVersion: 'v1', kind: 'Binding', metadata: key, target: { kind: 'Node', name: 'n1' } } as never);
  expect((await pods.get(key)).spec.nodeName).toBe('n1');
});
