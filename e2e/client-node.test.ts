/** The official JavaScript client, as programs use it. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { removeFolder, start, tempFolder, type Running } from './harness/processes';

const minute = 60_000;
const program = join(__dirname, 'clients/client-node.mjs');

describe('@kubernetes/client-node', () => {
  const folder = tempFolder();
  let up: Running;

  beforeAll(async () => {
    up = await start(['up', '--data-dir', folder, '--store', 'memory:', '--port', '0', '--log-level', 'warn']);
  }, minute);

  afterAll(async () => {
    await up.stop();
    removeFolder(folder);
  }, minute);

  const run = async (scenario: string): Promise<unknown> => {
    const { stdout } = await promisify(execFile)(process.execPath, [program, join(folder, 'kubeconfig'), scenario]);
    return JSON.parse(stdout);
  };

  it('creates, reads, replaces, lists, patches and deletes', async () => {
    expect(await run('objects')).toEqual({
      created: ['ConfigMap', true, { a: '1' }],
      replaced: [true, { b: '2' }],
      listed: ['one'],
      patched: { b: '2', json: 'yes', merge: 'yes', strategic: 'yes' },
      deleted: 'Success',
      version: expect.stringMatching(/^v1\.\d+\.\d+/),
    });
  }, minute);

  it('understands why it is refused', async () => {
    expect(await run('errors')).toEqual({
      missing: { code: 404, reason: 'NotFound', message: 'pods "nobody" not found' },
      twice: { code: 409, reason: 'AlreadyExists', message: 'configmaps "twice" already exists' },
      stale: { code: 409, reason: 'Conflict', message: expect.stringContaining('the object has been modified; please apply your changes to the latest version and try again') },
      invalid: { code: 422, reason: 'Invalid', message: expect.stringContaining('Pod "Upper" is invalid'), causes: ['metadata.name', 'spec.containers[0].image'] },
    });
  }, minute);

  it('watches', async () => {
    expect(await run('watch')).toEqual([['ADDED', '1'], ['MODIFIED', '2'], ['DELETED', '2']]);
  }, minute);

  it('keeps an informer through the life of a deployment', async () => {
    expect(await run('informer')).toEqual({ cached: 5, left: 0 });
  }, minute);

  it('ends watches in time, and is told why one cannot begin', async () => {
    expect(await run('timeouts')).toEqual({
      ended: { seen: [['ADDED', 'timed']], error: null },
      bookmarked: ['BOOKMARK'],
      refused: { seen: [], error: 'Bad Request' },
    });
  }, minute);

  it('writes objects of any kind in every way', async () => {
    expect(await run('anyObject')).toEqual({
      strategic: 'sidecar=b written=nginx', merge: 'alone=c', dry: { dry: 'run' }, applied: 2, managers: ['gitops'],
      conflict: [409, 'Conflict', ['.spec.replicas']], made: ['ConfigMap', { a: '1' }], listed: ['written'], deleted: 'Success',
    });
  }, minute);

  it('finds kinds by discovery', async () => {
    expect(await run('anyKind')).toEqual({ kind: 'Deployment', replicas: 3, labels: { patched: 'yes' }, listed: ['any'] });
  }, minute);
});
