/** Answers as the original's own clients read them, and workflows that say that they failed: options (D-1, D-2, D-15). */
import { omit } from '../../../api';
import { bodies } from './testing/bodies';
import { serveMinik8s, type TestClient } from './testing/client';

let client: TestClient;
beforeAll(async () => { client = await serveMinik8s({ legacyStringData: true, failedPhase: true }); });
afterAll(() => client.server.stop());

test('items and lists are JSON in a text, with the names of Go; a status is an object', async () => {
  const path = '/api/v1/namespaces/default/pods';
  expect(await client.get(path)).toBe('[]');
  await client.must(201, 'POST', path, { metadata: { name: 'p' }, spec: { containers: [{ name: 'c', image: 'i', Env: [{ name: 'A', value: 'b' }], lifecycle: { PostStart: { Exec: { Command: ['true'] } } } }] } });
  const item = JSON.parse(await client.get<string>(`${path}/p`)) as { spec: { containers: object[] } };
  expect(item.spec.containers[0]).toMatchObject({ Env: [{ name: 'A', value: 'b' }], resources: { Limits: { cpu: 0, memory: 0 } }, lifecycle: { PostStart: { Exec: { Command: ['true'] } } } });
  expect(JSON.parse(await client.get<string>(path))).toEqual([item]);
  expect(await client.get(`${path}/p/status`)).toMatchObject({ phase: 'Pending', containerStatuses: null });
  await client.must(201, 'POST', '/api/v1/namespaces/default/services', bodies.services!('s'));
  expect(JSON.parse(await client.get<string>('/api/v1/namespaces/default/services/s'))).toMatchObject({ spec: { Selector: { app: 'x' }, Ports: [{ Port: 80, TargetPort: 8080, Protocol: 'tcp' }], ClusterIP: expect.any(String) as string }, status: { Endpoints: [], Phase: '' } });
});

test('what was told can be sent back', async () => {
  const path = '/apis/v1/namespaces/default/replicasets';
  await client.must(201, 'POST', path, bodies.replicasets!('one'));
  const told = JSON.parse(await client.get<string>(`${path}/one`)) as { metadata: { name: string } };
  await client.must(201, 'POST', path, { ...told, metadata: { name: 'two' } });
  const one = omit(told, 'metadata');
  expect(JSON.parse(await client.get<string>(`${path}/two`))).toMatchObject(one);
});

test('a workflow that failed says so', async () => {
  const path = '/apis/v1/namespaces/default/workflows';
  await client.must(201, 'POST', path, bodies.workflows!('w'));
  await client.must(200, 'PUT', `${path}/w/status`, { phase: 'failed' });
  expect(await client.get(`${path}/w/status`)).toEqual({ phase: 'failed', result: '' });
  await client.must(400, 'PUT', `${path}/w/status`, { phase: 'bored' });
});
