/** Every kind that is served, through the typed classes of the official JavaScript client. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { removeFolder, start, tempFolder, type Running } from './harness/processes';

const minute = 60_000;
const program = join(__dirname, 'clients/every-kind.mjs');
const manifests = [join(__dirname, '../examples/every-kind.yaml'), join(__dirname, 'clients/questions.yaml')];

interface Used { readonly read: string; readonly listed: boolean; readonly labels: Readonly<Record<string, string>>; readonly annotations: Readonly<Record<string, string>> }
interface Shown { readonly created?: unknown; readonly used?: Used; readonly deleted?: unknown }

describe('the typed classes', () => {
  const folder = tempFolder();
  let server: Running;
  let results: Readonly<Record<string, Shown>>;
  let discovered: readonly string[];

  beforeAll(async () => {
    // Without controllers nothing but the client touches an object, and nobody takes away the finalizers that protect volumes.
    server = await start([
      'apiserver', '--data-dir', folder, '--store', 'memory:', '--port', '0', '--log-level', 'warn', '--disable-admission-plugins', 'StorageObjectInUseProtection',
    ]);
    const { stdout } = await promisify(execFile)(process.execPath, [program, join(folder, 'kubeconfig'), ...manifests]);
    ({ results, discovered } = JSON.parse(stdout) as { results: typeof results; discovered: string[] });
  }, minute);

  afterAll(async () => {
    await server.stop();
    removeFolder(folder);
  }, minute);

  it('were all tried, in every version that the client knows', () => {
    expect(Object.keys(results).sort()).toEqual([...discovered].sort());
    expect(discovered.length).toBeGreaterThan(70);
    expect(discovered).toEqual(expect.arrayContaining(['v1 Pod', 'apps/v1 StatefulSet', 'autoscaling/v1 HorizontalPodAutoscaler', 'events.k8s.io/v1 Event', 'resource.k8s.io/v1 DeviceClass']));
  });

  it('create', () => {
    expect(Object.entries(results).filter(([, { created }]) => created !== true)).toEqual([]);
  });

  it('read, list, patch in three ways and replace', () => {
    for (const [kind, { used }] of Object.entries(results)) {
      if (kind.startsWith('auth')) continue;
      expect([kind, used]).toMatchObject([kind, { read: kind, listed: true, labels: { strategic: 'yes', merge: 'yes', json: 'yes' }, annotations: { replaced: 'yes' } }]);
    }
  });

  it('delete', () => {
    expect(Object.entries(results).filter(([, { deleted }]) => deleted !== undefined && deleted !== true)).toEqual([]);
    expect(Object.values(results).filter(({ deleted }) => deleted === true).length).toBeGreaterThan(50);
  });
});
