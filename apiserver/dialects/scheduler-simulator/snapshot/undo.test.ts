import { kinds, type KubeObject } from '../../../../api';
import { serve, type TestServer } from '../../../testing/serve';
import { schedulerSimulator } from '../index';
import { scheduler } from '../testing/scheduler';

let served: TestServer;

beforeEach(async () => {
  served = await serve({ dialects: [schedulerSimulator], scheduler: scheduler() });
  const { registry } = served;
  await registry.of(kinds.resourcequotas).create({ apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'few', namespace: 'default' }, spec: { hard: { pods: '1' } }, status: {} });
  await registry.of(kinds.resourcequotas).update({ namespace: 'default', name: 'few' }, (quota) => ({ ...quota, status: { hard: { pods: '1' }, used: { pods: '0' } } }), { subresource: 'status' });
  await registry.of(kinds.nodes).create({ apiVersion: 'v1', kind: 'Node', metadata: { name: 'old', labels: { zone: 'a' } }, spec: {}, status: {} });
});

afterEach(() => served.stop());

const pod = (name: string): object => ({ metadata: { name, namespace: 'default' }, spec: { containers: [{ name: 'c', image: 'i' }] } });
const snapshot = {
  pods: [pod('a'), pod('b'), pod('c')], nodes: [{ metadata: { name: 'old', labels: { zone: 'b', more: 'x' } } }, { metadata: { name: 'new' } }],
  storageClasses: [{ metadata: { name: 's' }, provisioner: 'p' }], schedulerConfig: { profiles: [{ schedulerName: 'theirs' }] },
};

async function importInto(query = ''): Promise<{ readonly status: number; readonly answer: { readonly message?: string; readonly applied?: number } }> {
  const response = await fetch(`${served.url}/api/v1/import${query}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(snapshot) });
  return { status: response.status, answer: await response.json() as object };
}

const named = async <T extends KubeObject>(list: Promise<{ readonly items: readonly T[] }>): Promise<string[]> => (await list).items.map(({ metadata }) => metadata.name ?? '');

it('what is refused only when it is written takes everything back', async () => {
  const { status, answer } = await importInto();
  expect([status, answer.message]).toEqual([500, expect.stringMatching(/^pods\[\d] default\/[abc]: pods "[abc]" is forbidden: exceeded quota: few.*: nothing has been imported$/)]);
  const { registry } = served;
  expect(await named(registry.of(kinds.pods).list())).toEqual([]);
  expect(await named(registry.of(kinds.storageclasses).list())).toEqual([]);
  expect(await named(registry.of(kinds.nodes).list())).toEqual(['old']);
  expect((await registry.of(kinds.nodes).get({ name: 'old' })).metadata.labels).toEqual({ zone: 'a' });
  expect(await (await fetch(`${served.url}/api/v1/schedulerconfiguration`)).json()).toMatchObject({ profiles: [{ schedulerName: 'default-scheduler' }] });
});

it('but not where the rest is wanted', async () => {
  const { status, answer } = await importInto('?ignoreErrors=true');
  expect([status, answer]).toEqual([200, expect.objectContaining({ applied: 4, refused: 2 })]);
  expect(await named(served.registry.of(kinds.pods).list())).toHaveLength(1);
  expect(await named(served.registry.of(kinds.nodes).list())).toEqual(['new', 'old']);
});
