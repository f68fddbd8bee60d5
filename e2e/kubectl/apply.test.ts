/** `kubectl apply` as clients do it: three-way merges, many files, pruning, what was applied last, differences, kustomize. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { kubectlSince } from '../harness/kubectl-version';
import { story } from '../harness/story';

const { ok, json, refused, attempt, feed, editing, folder } = story('applied');

const configMap = (name: string, labels?: object, data?: object): object => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, labels }, data });

function write(name: string, content: object | string): string {
  const path = join(folder(), name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

interface Container { name: string; image: string; env?: { name: string; value: string }[]; ports?: object[]; volumeMounts?: object[] }

interface Deployment {
  metadata: { labels: object; annotations: Record<string, string> };
  spec: { strategy: object; template: { spec: { containers: Container[]; volumes?: object[] } } };
}

const deployment = (labels: object, strategy: object, containers: Container[], volumes?: object[]): object => ({
  apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web', labels },
  spec: { selector: { matchLabels: { app: 'web' } }, strategy, template: { metadata: { labels: { app: 'web' } }, spec: { containers, volumes } } },
});

describe('a changed manifest', () => {
  const port = (containerPort: number, protocol: string): object => ({ containerPort, protocol });
  const before = deployment({ keep: '1', drop: '1' }, { type: 'RollingUpdate', rollingUpdate: { maxSurge: 2 } }, [
    { name: 'a', image: 'one', env: [{ name: 'A', value: '1' }, { name: 'B', value: '2' }], ports: [port(80, 'TCP'), port(81, 'UDP')], volumeMounts: [{ name: 'v', mountPath: '/v' }] },
    { name: 'gone', image: 'one' },
  ], [{ name: 'v', emptyDir: {} }]);
  const after = deployment({ keep: '2' }, { type: 'Recreate' }, [{ name: 'a', image: 'two', env: [{ name: 'B', value: '3' }], ports: [port(80, 'TCP')] }]);

  /** A difference is told of the version that was read: kubectl waits a second whenever there is a new one. */
  const settled = (): Promise<string> => ok`rollout status deployment/web --timeout=30s`;

  beforeAll(async () => {
    await feed(before)`apply -f -`;
    await ok`label deployment/web other=kept`;
    await ok`set env deployment/web -c a OTHER=kept`;
    await ok`patch deployment/web -p ${JSON.stringify({ spec: { template: { spec: { containers: [{ name: 'side', image: 'kept' }] } } } })}`;
    await settled();
  });

  it('is told apart from what is there, without a change', async () => {
    const path = write('after.json', after);
    const { code, stdout } = await attempt`diff -f ${path}`;
    expect(code).toBe(1);
    expect(stdout).toMatch(/^-.*image: one$/m);
    expect(stdout).toMatch(/^\+.*image: two$/m);
    expect((await json<Deployment>`get deployment/web`).metadata.labels).toEqual({ keep: '1', drop: '1', other: 'kept' });
  });

  it('takes back what it no longer says, and leaves what others have said', async () => {
    expect(await feed(after)`apply -f -`).toBe('deployment.apps/web configured\n');
    const { metadata, spec } = await json<Deployment>`get deployment/web`;
    expect(metadata.labels).toEqual({ keep: '2', other: 'kept' });
    expect(spec.strategy).toEqual({ type: 'Recreate' });
    const { containers, volumes } = spec.template.spec;
    expect(volumes).toBeUndefined();
    expect(containers.map(({ name, image }) => `${name}=${image}`).sort()).toEqual(['a=two', 'side=kept']);
    expect(containers.find(({ name }) => name === 'a')).toEqual(expect.objectContaining({ env: [{ name: 'B', value: '3' }, { name: 'OTHER', value: 'kept' }], ports: [port(80, 'TCP')] }));
    expect(containers.find(({ name }) => name === 'a')).not.toHaveProperty('volumeMounts');
  });

  it('is no difference once it is applied', async () => {
    await settled();
    expect(await attempt`diff -f ${write('after.json', after)}`).toMatchObject({ code: 0, stdout: '' });
    const version = (): Promise<string> => ok`get deployment/web -o jsonpath=${'{.metadata.resourceVersion}'}`;
    const known = await version();
    // It says «configured»: its patch has the order of a list that others have added to.
    await feed(after)`apply -f -`;
    expect(await version()).toBe(known);
  });

  it('of what nobody has applied yet is adopted, with a warning', async () => {
    await ok`create configmap made --from-literal=a=1`;
    const path = write('made.json', configMap('made', undefined, { b: '2' }));
    expect(await attempt`apply -f ${path}`).toMatchObject({ code: 0, stdout: 'configmap/made configured\n', stderr: expect.stringContaining('kubectl.kubernetes.io/last-applied-configuration') as string });
    expect(await json`get configmap made`).toMatchObject({ data: { a: '1', b: '2' } });
  });

  it('that cannot be is refused, and changes nothing', async () => {
    const other = JSON.parse(JSON.stringify(after).replaceAll('"app":"web"', '"app":"other"')) as object;
    expect(await refused`apply -f ${write('other.json', other)}`).toContain('field is immutable');
    expect(await json`get deployment/web`).toMatchObject({ spec: { selector: { matchLabels: { app: 'web' } } } });
  });
});

describe('many', () => {
  it('from a folder, and all below it', async () => {
    for (const name of ['many/one.json', 'many/two.yaml', 'many/below/three.json']) write(name, configMap(name.replace(/^.*\/|\..*$/g, '')));
    write('many/notes.txt', 'no manifest');
    const many = join(folder(), 'many');
    expect(await ok`apply -f ${many}`).toBe('configmap/one created\nconfigmap/two created\n');
    expect((await ok`apply -R -f ${many}`).split('\n').sort()).toEqual(['', 'configmap/one unchanged', 'configmap/three created', 'configmap/two unchanged']);
    expect(await ok`delete -R -f ${many}`).toMatch(/^configmap "one" deleted/m);
  });

  it('from one file of 500 documents', async () => {
    // kubectl reads the OpenAPI of the group anew for each document: one of a small group.
    const lease = (i: number): string => `---\napiVersion: coordination.k8s.io/v1\nkind: Lease\nmetadata:\n  name: lease-${i}\n  labels: {many: "yes"}\nspec: {holderIdentity: me}\n`;
    const path = write('leases.yaml', Array.from({ length: 500 }, (_, i) => lease(i)).join(''));
    expect((await ok`create -f ${path}`).match(/^lease\.coordination\.k8s\.io\/lease-\d+ created$/gm)).toHaveLength(500);
    expect((await ok`get lease -l many=yes -o name --chunk-size=100`).trim().split('\n')).toHaveLength(500);
    expect(await ok`get lease lease-499 -o jsonpath=${'{.spec.holderIdentity}'}`).toBe('me');
    expect((await ok`delete lease -l many=yes --wait=false`).match(/deleted/g)).toHaveLength(500);
  }, 60_000);

  it('of a list', async () => {
    const list = { apiVersion: 'v1', kind: 'List', items: [configMap('first'), configMap('second')] };
    expect(await feed(list)`apply -f -`).toBe('configmap/first created\nconfigmap/second created\n');
    expect(await feed(list)`apply -f -`).toBe('configmap/first unchanged\nconfigmap/second unchanged\n');
  });
});

describe('what is left out of a set', () => {
  const apply = (...words: string[]): Promise<string> => ok`apply -f ${join(folder(), 'set')} --prune ${words[0] ?? ''} ${words[1] ?? '--validate=false'}`;
  const fill = (labels?: object): void => ['x', 'y'].forEach((name) => write(`set/${name}.json`, configMap(`${name}-of-set`, labels)));
  const leaveOut = (): void => rmSync(join(folder(), 'set/y.json'));

  it('is deleted, by label', async () => {
    fill({ set: 'a' });
    expect(await apply('-lset=a')).toBe('configmap/x-of-set created\nconfigmap/y-of-set created\n');
    leaveOut();
    if (kubectlSince(26)) expect(await apply('-lset=a', '--dry-run=server')).toContain('configmap/y-of-set pruned (server dry run)');
    const only = kubectlSince(26) ? '--prune-allowlist=core/v1/ConfigMap' : '--prune-whitelist=core/v1/ConfigMap';
    expect(await apply('-lset=a', only)).toBe('configmap/x-of-set unchanged\nconfigmap/y-of-set pruned\n');
    expect(await ok`get configmap -l set=a -o name`).toBe('configmap/x-of-set\n');
  });

  it('is deleted, whatever its kind', async () => {
    write('set/z.json', { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'z-of-set', labels: { set: 'a' } } });
    await apply('-lset=a');
    rmSync(join(folder(), 'set/z.json'));
    expect(await apply('-lset=a')).toContain('secret/z-of-set pruned');
  });

  if (kubectlSince(27)) it('is deleted, by a set that is kept in the cluster', async () => {
    fill();
    expect(await apply('--applyset=mine')).toContain('configmap/y-of-set created');
    leaveOut();
    expect(await apply('--applyset=mine')).toContain('configmap/y-of-set pruned');
    expect(await json`get secret mine`).toMatchObject({
      metadata: { labels: { 'applyset.kubernetes.io/id': expect.stringMatching(/^applyset-/) as string }, annotations: { 'applyset.kubernetes.io/contains-group-kinds': 'ConfigMap' } },
    });
  });
});

describe('what was applied last', () => {
  it('is shown, set and edited', async () => {
    await feed(configMap('last', undefined, { a: '1' }))`apply -f -`;
    expect(JSON.parse(await ok`apply view-last-applied configmap/last -o json`)).toMatchObject({ kind: 'ConfigMap', metadata: { name: 'last', annotations: {} }, data: { a: '1' } });
    expect(await ok`apply set-last-applied -f ${write('last.json', configMap('last', undefined, { a: '2' }))}`).toBe('configmap/last configured\n');
    expect((await editing('sed -i s/2/3/')`apply edit-last-applied configmap/last`).stdout).toBe('configmap/last edited\n');
    expect(await ok`apply view-last-applied configmap/last`).toMatch(/^ {2}a: "3"$/m);
    expect(await json`get configmap last`).toMatchObject({ data: { a: '1' } });
  });

  it('is missing where nothing was applied', async () => {
    await ok`create configmap fresh`;
    const path = write('fresh.json', configMap('fresh'));
    expect(await refused`apply set-last-applied -f ${path}`).toContain('to create the annotation, run the command with --create-annotation');
    expect(await ok`apply set-last-applied --create-annotation -f ${path}`).toBe('configmap/fresh configured\n');
  });
});

it('kustomize', async () => {
  write('kustom/base/web.json', { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'kustom' }, spec: {
    selector: { matchLabels: { app: 'kustom' } }, template: { metadata: { labels: { app: 'kustom' } }, spec: { containers: [{ name: 'web', image: 'nginx:1.27', envFrom: [{ configMapRef: { name: 'made' } }] }] } },
  } });
  write('kustom/base/kustomization.yaml', 'resources: [web.json]\nconfigMapGenerator: [{name: made, literals: [a=b]}]\n');
  write('kustom/over/kustomization.yaml', 'bases: [../base]\nnamespace: applied\nnamePrefix: over-\nimages: [{name: nginx, newTag: "1.28"}]\n');
  const over = join(folder(), 'kustom/over');
  expect(await ok`apply -k ${over}`).toMatch(/^configmap\/over-made-\w{10} created\ndeployment\.apps\/over-kustom created\n$/);
  const { spec } = await json<{ spec: { template: { spec: { containers: [{ image: string; envFrom: { configMapRef: { name: string } }[] }] } } } }>`get deployment over-kustom`;
  expect(spec).toMatchObject({ template: { spec: { containers: [{ image: 'nginx:1.28', envFrom: [{ configMapRef: { name: expect.stringMatching(/^over-made-\w{10}$/) as string } }] }] } } });
  expect((await attempt`diff -k ${over}`).code).toBe(0);
  expect(await ok`delete -k ${over}`).toContain('deployment.apps "over-kustom" deleted');
});
