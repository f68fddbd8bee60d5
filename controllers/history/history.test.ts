/** Revisions on a real registry. */
import { kinds, seededRandom, silentLogger, SteppedClock, type apps } from '../../api';
import { createInformers } from '../../client';
import { openRegistry, openStorage, type Registry } from '../../registry';
import { template } from '../testing/objects';
import { statefulSet } from '../testing/stateful-set';
import { podTemplateHash } from '../template-hash';
import { nextNumber, RevisionHistory } from './history';

const deps = { clock: new SteppedClock(), random: seededRandom(1), log: silentLogger };
let registry: Registry;
let history: RevisionHistory<apps.StatefulSet>;

beforeEach(async () => {
  registry = await openRegistry({ ...deps, kv: await openStorage('memory:', deps), freeze: true });
  const informers = createInformers({ ...deps, client: registry });
  history = new RevisionHistory(registry, informers, kinds.statefulsets, 'example.com/hash');
});
afterEach(() => registry.close());

const revisions = () => registry.of(kinds.controllerrevisions);
const create = (annotations: Record<string, string> = {}) => {
  const set = statefulSet();
  return registry.of(kinds.statefulsets).create({ ...set, metadata: { ...set.metadata, annotations } });
};

test('a snapshot has its owner, labels, and the change cause', async () => {
  const set = await create({ 'kubernetes.io/change-cause': 'because' });
  const { revision, collisionCount } = await history.snapshot(set, 3);
  const hash = podTemplateHash(set.spec.template, 0);
  expect(revision).toMatchObject({
    metadata: {
      name: `web-${hash}`, labels: { app: 'web', 'example.com/hash': hash }, annotations: { 'kubernetes.io/change-cause': 'because' },
      ownerReferences: [{ kind: 'StatefulSet', name: 'web', uid: set.metadata.uid, controller: true, blockOwnerDeletion: true }],
    },
    revision: 3,
  });
  expect(collisionCount).toBe(0);
});

test('one that is there already is taken', async () => {
  const set = await create();
  const { revision } = await history.snapshot(set, 1);
  expect(await history.snapshot(set, 2)).toEqual({ revision, collisionCount: 0 });
});

test('a name that stands for another template is a collision, as often as it takes', async () => {
  const set = await create();
  const data = { spec: { template: { ...template, metadata: { labels: { app: 'other' } }, $patch: 'replace' } } };
  for (const count of [0, 1]) {
    await revisions().create({
      apiVersion: 'apps/v1', kind: 'ControllerRevision', metadata: { name: `web-${podTemplateHash(set.spec.template, count)}`, namespace: 'default' }, data, revision: 1,
    });
  }
  const { revision, collisionCount } = await history.snapshot(set, 2);
  expect(collisionCount).toBe(2);
  expect(revision.metadata.name).toBe(`web-${podTemplateHash(set.spec.template, 2)}`);
});

test('a long name leaves room for the hash', async () => {
  const set = await create();
  const { revision } = await history.snapshot({ ...set, metadata: { ...set.metadata, name: 'a'.repeat(240) } }, 1);
  expect(revision.metadata.name).toMatch(/^a{223}-\w+$/);
});

test('numbers go on from the highest', async () => {
  const { revision } = await history.snapshot(await create(), 4);
  expect([nextNumber([]), nextNumber([revision]), nextNumber([revision, await history.renumber(revision, 7)])]).toEqual([1, 5, 8]);
  await history.delete(revision);
  await history.delete(revision);
  expect((await revisions().list({})).items).toEqual([]);
});
