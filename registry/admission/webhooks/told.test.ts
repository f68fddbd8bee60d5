import { kinds, Measures } from '../../../api';
import { closeAll, openTest } from '../../testing/harness';
import { configMap } from '../../testing/objects';
import { mutating, validating } from './testing/configurations';
import { allow, closeWebhooks, serveRaw, serveWebhook } from './testing/webhook-server';

afterEach(async () => {
  await closeAll();
  await closeWebhooks();
});

const prefix = 'apiserver_admission_webhook_';

async function counted(configure: (registry: Awaited<ReturnType<typeof openTest>>['registry']) => Promise<unknown>): Promise<Record<string, unknown[]>> {
  const measures = new Measures();
  const { registry } = await openTest({ measures });
  await configure(registry);
  await registry.of(kinds.configmaps).create(configMap('a')).catch(() => undefined);
  const ours = measures.families().filter(({ name }) => name.startsWith(prefix));
  return Object.fromEntries(ours.map((family) => [family.name.slice(prefix.length), family.samples().filter(({ suffix }) => suffix === '' || suffix === '_count').map(({ labels, value }) => [...Object.values(labels), value].join(' '))]));
}

const none = { request_total: [], admission_duration_seconds: [], rejection_count: [], fail_open_count: [] };
const name = 'check.a.example.com';

it('a webhook that agrees', async () => {
  const hook = await serveWebhook(allow);
  expect(await counted((registry) => validating(registry, 'a', { clientConfig: hook.config })))
    .toEqual({ ...none, request_total: [`${name} validating CREATE 200 false 1`], admission_duration_seconds: [`${name} validating CREATE false 1`] });
});

it('… that mutates', async () => {
  const hook = await serveWebhook(allow);
  expect(await counted((registry) => mutating(registry, 'a', { clientConfig: hook.config }))).toMatchObject({ request_total: [`${name} admit CREATE 200 false 1`] });
});

it('… that refuses, with any number', async () => {
  const hook = await serveWebhook(() => ({ allowed: false, status: { code: 999, message: 'no' } }));
  expect(await counted((registry) => validating(registry, 'a', { clientConfig: hook.config }))).toEqual({
    ...none, request_total: [`${name} validating CREATE 600 true 1`], admission_duration_seconds: [`${name} validating CREATE true 1`], rejection_count: [`${name} validating CREATE no_error 600 1`],
  });
});

it('… that is broken', async () => {
  const hook = await serveRaw((_, response) => { response.writeHead(502).end(); });
  expect(await counted((registry) => validating(registry, 'a', { clientConfig: hook.config }))).toMatchObject({
    request_total: [`${name} validating CREATE 502 true 1`], rejection_count: [`${name} validating CREATE calling_webhook_error 502 1`], fail_open_count: [],
  });
});

it('… that is broken, and fails open', async () => {
  const hook = await serveRaw((_, response) => { response.end('nonsense'); });
  expect(await counted((registry) => validating(registry, 'a', { clientConfig: hook.config, failurePolicy: 'Ignore' }))).toMatchObject({
    request_total: [`${name} validating CREATE 503 false 1`], rejection_count: [], fail_open_count: [`${name} validating 1`],
  });
});
