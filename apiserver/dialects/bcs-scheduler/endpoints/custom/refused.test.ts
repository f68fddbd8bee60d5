import { serveBcsScheduler, type TestClient } from '../../testing/client';
import { crontabs, log, logConfigs } from './testing/samples';

let client: TestClient;
beforeAll(async () => {
  client = await serveBcsScheduler();
  await client.ask('POST', '/customresourcedefinitions', logConfigs);
});
afterAll(() => client.stop());

const refused = async (method: string, path: string, sent: unknown): Promise<{ status: number; body: { kind: string; code?: number } }> => {
  const { status, body } = await client.ask(method, path, sent);
  return { status, body: body as unknown as { kind: string; code?: number } };
};

test.each([
  ['no JSON', '{', 400], ['nothing', '', 400], ['a list', '[]', 400], ['null', 'null', 400], ['no spec', { ...crontabs, spec: undefined }, 422], ['no names', { ...crontabs, spec: { ...crontabs.spec, names: {} } }, 422],
  ['two versions that store', { ...crontabs, spec: { ...crontabs.spec, versions: [...crontabs.spec.versions, { name: 'v2', served: true, storage: true }] } }, 422], ['no version', { ...crontabs, spec: { ...crontabs.spec, versions: [] } }, 422],
  ['another scope', { ...crontabs, spec: { ...crontabs.spec, scope: 'Planet' } }, 422], ['no name', { ...crontabs, metadata: {} }, 422], ['metadata that are none', { ...crontabs, metadata: 3 }, 422], ['another kind', { ...crontabs, kind: 'Pod' }, 400],
])('a definition that is %s is refused with a Status', async (_what, sent, status) => {
  const answer = await refused('POST', '/customresourcedefinitions', sent);
  expect([answer.status, answer.body.kind, answer.body.code]).toEqual([status, 'Status', status]);
});

test.each([
  ['no JSON', '{', 400], ['no object', '[]', 400], ['of another kind', { ...log, kind: 'Pod' }, 400], ['of another version', { ...log, apiVersion: 'v4' }, 400], ['of another namespace', { ...log, metadata: { ...log.metadata, namespace: 'other' } }, 400],
  ['without a name', { ...log, metadata: {} }, 422], ['badly named', { ...log, metadata: { name: 'A B' } }, 422], ['metadata that are none', { ...log, metadata: [] }, 400],
])('a resource that is %s is refused with a Status', async (_what, sent, status) => {
  const answer = await refused('POST', '/customresources/bkbcs.tencent.com/v2/global/bklogconfigs', sent);
  expect([answer.status, answer.body.kind]).toEqual([status, 'Status']);
});
