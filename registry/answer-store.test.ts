import { kinds } from '../api';
import { closeAll, openTest } from './testing/harness';

afterEach(closeAll);

const question = { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectAccessReview', metadata: {}, spec: { nonResourceAttributes: { path: '/', verb: 'get' } }, status: { allowed: false } };

test('a question is answered and forgotten', async () => {
  const { registry, kv } = await openTest();
  const before = await kv.revision();
  const store = registry.store(kinds.selfsubjectaccessreviews);
  const entry = await store.create(question, undefined);
  expect(entry.object.status).toEqual({ allowed: true });
  expect(JSON.parse(entry.bytes.toString())).toEqual({ ...question, status: { allowed: true } });
  expect(await kv.revision()).toBe(before);
});

test('who asks is told', async () => {
  const { registry } = await openTest();
  const me = { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview', metadata: {}, status: {} };
  const { status } = await registry.of(kinds.selfsubjectreviews).create(me, { user: { name: 'ann', groups: ['dev'] } });
  expect(status.userInfo).toEqual({ username: 'ann', groups: ['dev'] });
});

test('a bad question is invalid; there is nothing to read', async () => {
  const { registry } = await openTest();
  const store = registry.store(kinds.selfsubjectaccessreviews);
  await expect(store.create({ spec: {} }, undefined)).rejects.toMatchObject({ code: 422 });
  for (const refused of [store.get({ name: 'x' }), store.list(), store.delete({ name: 'x' }), store.update({ name: 'x' }, (old) => old)]) {
    await expect(refused).rejects.toMatchObject({ code: 405, reason: 'MethodNotAllowed' });
  }
});
