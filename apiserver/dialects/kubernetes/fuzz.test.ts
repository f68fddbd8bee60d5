/** Whatever a client sends, it is told what is wrong with it: never an error of the server, never its end. */
import { seededRandom, type KubeObject } from '../../../api';
import { clone, collectionOf, kept, renamed, sampleOf, settling } from '../../testing/every-kind';
import { mutate, oddities, pick } from '../../testing/mutation';
import { serve, type TestServer } from '../../testing/serve';

let server: TestServer;
beforeAll(async () => {
  server = await serve();
  await server.http.post('/api/v1/namespaces').send({ metadata: { name: 'every-kind' } });
});
afterAll(() => server.stop());

const patchTypes = ['application/json-patch+json', 'application/merge-patch+json', 'application/strategic-merge-patch+json', 'application/apply-patch+yaml'];
const rounds = 25;

describe.each([...kept, ...settling].map((definition) => [`${definition.group || 'core'}/${definition.kind}`, definition] as const))('%s', (name, definition) => {
  const random = seededRandom(name.length * 1000 + name.charCodeAt(name.length - 1));
  const sample = renamed(sampleOf(definition) as KubeObject, 'fuzz');
  const path = `${collectionOf(definition)}/${encodeURIComponent(sample.metadata.name ?? '')}`;

  const odd = (): object => {
    const body = clone(sample);
    for (let count = 1 + random.int(3); count > 0; count--) mutate(random, body);
    return body;
  };

  const expectToldOff = async (request: Promise<{ status: number; body: unknown; text: string }>, sent: unknown): Promise<void> => {
    const { status, text } = await request;
    if (status >= 500) throw new Error(`${status} for ${JSON.stringify(sent)}: ${text}`);
  };

  test('POST, PUT and every PATCH of nonsense', async () => {
    await server.http.post(collectionOf(definition)).send(sample);
    for (let round = 0; round < rounds; round++) {
      const body = odd();
      await expectToldOff(server.http.post(`${collectionOf(definition)}?dryRun=All`).set('Content-Type', 'application/json').send(JSON.stringify(body)) as never, body);
      await expectToldOff(server.http.put(path).set('Content-Type', 'application/json').send(JSON.stringify(body)) as never, body);
      const type = pick(random, patchTypes);
      const patch = type.startsWith('application/json-') ? [{ op: pick(random, ['add', 'remove', 'replace', 'test', 'move', 'copy', 'x']), path: pick(random, ['', '/', '/spec', '/metadata/labels', '/spec/0/-', 'x', '/~2']), from: '/spec', value: pick(random, oddities) }] : body;
      await expectToldOff(server.http.patch(`${path}?fieldManager=fuzz&force=${String(type.includes('apply'))}`).set('Content-Type', type).send(JSON.stringify(patch)) as never, { type, patch });
    }
    const { status } = await server.http.get(collectionOf(definition));
    expect(status).toBe(200);
  });
});

test('bodies that are no text at all', async () => {
  const random = seededRandom(7);
  for (const type of ['application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf']) {
    for (let length = 0; length < 200; length += 7) {
      const bytes = Buffer.from(Array.from({ length }, () => random.int(256)));
      const body = type.endsWith('protobuf') ? Buffer.concat([Buffer.from('k8s\0'), bytes]) : bytes;
      const { status } = await server.http.post('/api/v1/namespaces/default/pods').set('Content-Type', type).send(body);
      expect([400, 415, 422]).toContain(status);
    }
  }
});
