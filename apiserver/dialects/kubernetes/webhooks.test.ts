/** Admission webhooks over HTTP: what clients see of them. */
import { closeWebhooks, serveWebhook } from '../../../registry/admission/webhooks/testing/webhook-server';
import { configMap, serve, type TestServer } from '../../testing/serve';

let server: TestServer;
const maps = '/api/v1/namespaces/default/configmaps';

beforeEach(async () => {
  server = await serve();
});
afterEach(async () => {
  await server.stop();
  await closeWebhooks();
});

it('their warnings come with what they allow, what they refuse and what they let go', async () => {
  const hook = await serveWebhook(({ name = '', operation }) => ({ allowed: name !== 'bad', warnings: [`${operation} of ${name}`], status: { code: 403, reason: 'Forbidden', message: 'bad "name"' } }));
  const { status } = await server.http.post('/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations').send({
    metadata: { name: 'a' }, webhooks: [{
      name: 'check.example.com', clientConfig: hook.config, sideEffects: 'None', admissionReviewVersions: ['v1'],
      rules: [{ operations: ['*'], apiGroups: [''], apiVersions: ['*'], resources: ['configmaps'] }],
    }],
  });
  expect(status).toBe(201);
  const good = await server.http.post(maps).send(configMap('good'));
  expect([good.status, good.headers.warning]).toEqual([201, '299 - "CREATE of good"']);
  const bad = await server.http.post(maps).send(configMap('bad'));
  expect([bad.status, bad.headers.warning]).toEqual([403, '299 - "CREATE of bad"']);
  expect(bad.body).toMatchObject({ kind: 'Status', reason: 'Forbidden', message: 'admission webhook "check.example.com" denied the request: bad "name"' });
  const gone = await server.http.delete(`${maps}/good`);
  expect([gone.status, gone.headers.warning]).toEqual([200, '299 - "DELETE of good"']);
});
