import { ApiError, type SchedulerControl } from '../../../api';
import { serve, type TestServer } from '../../testing/serve';
import { kubernetes } from '../../index';
import { scheduling } from './index';

const path = '/api/v1/namespaces/default/pods/web/scheduling';
const asked: unknown[] = [];

/** Says what it was asked. */
const control: SchedulerControl = {
  configuration: async () => ({}), initialConfiguration: async () => ({}), configure: () => Promise.resolve(),
  explain: async ({ namespace, name }) => (name === 'unseen' ? undefined : { kind: 'SchedulingDecision', pod: { namespace, name } }),
  whatIf: (question) => {
    asked.push(question);
    if (question.changes.node) return Promise.reject(ApiError.invalid({ group: 'g', kind: 'K' }, 'web', [{ type: 'FieldValueForbidden', field: 'node', detail: 'no' }]));
    if (question.changes.boom) return Promise.reject(new Error('boom'));
    return Promise.resolve({ kind: 'SchedulingWhatIf' });
  },
};

let served: TestServer;
const open = async (scheduler?: SchedulerControl): Promise<void> => {
  served = await serve({ dialects: [scheduling, kubernetes], ...(scheduler && { scheduler }) });
  await served.http.post('/api/v1/namespaces').send({ metadata: { name: 'default' } });
  for (const name of ['web', 'unseen']) await served.http.post('/api/v1/namespaces/default/pods').send({ metadata: { name }, spec: { containers: [{ name: 'a', image: 'b' }] } });
};
afterEach(() => served.stop());

describe('with a scheduler', () => {
  beforeEach(() => open(control));

  test('the latest decision, for people to read', async () => {
    const { status, headers, text } = await served.http.get(path);
    expect([status, headers['content-type']]).toEqual([200, 'application/json']);
    expect(text).toBe('{\n  "kind": "SchedulingDecision",\n  "pod": {\n    "namespace": "default",\n    "name": "web"\n  }\n}\n');
  });

  test('what if: JSON, YAML, nothing', async () => {
    asked.length = 0;
    expect((await served.http.post(`${path}/what-if`).send({ nodes: { remove: ['a'] } })).body).toEqual({ kind: 'SchedulingWhatIf' });
    expect((await served.http.post(`${path}/what-if`).set('Content-Type', 'application/yaml').send('nodes: {remove: [b]}\n')).status).toBe(200);
    expect((await served.http.post(`${path}/what-if?x=y`)).status).toBe(200);
    const pod = { namespace: 'default', name: 'web' };
    expect(asked).toEqual([{ pod, changes: { nodes: { remove: ['a'] } } }, { pod, changes: { nodes: { remove: ['b'] } } }, { pod, changes: {} }]);
    expect((await served.http.post('/api/v1/namespaces/default/pods/new/scheduling/what-if').send({ pod: {} })).status).toBe(200);
  });

  test.each([
    ['get', '/api/v1/namespaces/default/pods/nobody/scheduling', undefined, 404, 'NotFound', 'pods "nobody" not found'],
    ['get', '/api/v1/namespaces/default/pods/%E0%A4%A/scheduling', undefined, 400, 'BadRequest', 'invalid URL escape in the path'],
    ['get', '/api/v1/namespaces/default/pods/unseen/scheduling', undefined, 503, 'ServiceUnavailable', 'the scheduler has not seen pod "unseen" yet'],
    ['post', path, {}, 405, 'MethodNotAllowed', 'post is not supported on resources of kind "pods/scheduling"'],
    ['delete', path, undefined, 405, 'MethodNotAllowed', 'delete is not supported on resources of kind "pods/scheduling"'],
    ['get', `${path}/what-if`, undefined, 405, 'MethodNotAllowed', 'get is not supported on resources of kind "pods/scheduling/what-if"'],
    ['post', '/api/v1/namespaces/default/pods/nobody/scheduling/what-if', {}, 404, 'NotFound', 'pods "nobody" not found'],
    ['post', `${path}/what-if`, '{"nodes":', 400, 'BadRequest', 'unexpected end of JSON input'],
    ['post', `${path}/what-if`, '[1]', 400, 'BadRequest', 'the question must be an object'],
    ['post', `${path}/what-if`, { node: true }, 422, 'Invalid', 'K.g "web" is invalid: node: Forbidden: no'],
    ['post', `${path}/what-if`, { boom: true }, 500, 'InternalError', 'Internal error occurred: boom'],
  ] as const)('%s %s %j is answered with a Status', async (method, url, body, code, reason, message) => {
    const request = served.http[method](url);
    const { status, body: answer } = await (body === undefined ? request : request.set('Content-Type', 'application/json').send(body));
    expect([status, answer]).toEqual([code, expect.objectContaining({ kind: 'Status', apiVersion: 'v1', status: 'Failure', code, reason, message })]);
  });

  test('another format of the question', async () => {
    expect((await served.http.post(`${path}/what-if`).set('Content-Type', 'text/plain').send('x')).body).toMatchObject({ code: 415, reason: 'UnsupportedMediaType' });
  });

  test('all else is as Kubernetes has it', async () => {
    expect((await served.http.get('/api/v1/namespaces/default/pods/web/schedulings')).body).toMatchObject({ code: 404, message: 'the server could not find the requested resource' });
    expect((await served.http.get('/api/v1/namespaces/default/pods/scheduling')).body).toMatchObject({ message: 'pods "scheduling" not found' });
    const { resources } = (await served.http.get('/api/v1')).body as { resources: { name: string }[] };
    expect(resources.filter(({ name }) => name.includes('scheduling'))).toEqual([]);
  });
});

test('without a scheduler there is nobody to ask', async () => {
  await open();
  expect((await served.http.get(path)).body).toMatchObject({ kind: 'Status', code: 503, reason: 'ServiceUnavailable', message: 'no scheduler runs in this process' });
});

test('a question that is too large is refused', async () => {
  await open(control);
  expect((await served.http.post(`${path}/what-if`).set('Content-Type', 'application/json').send(`{"x":"${'x'.repeat(3 * 1024 * 1024)}"}`)).body).toMatchObject({ kind: 'Status', code: 413 });
});
