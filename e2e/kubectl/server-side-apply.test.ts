/** `kubectl apply --server-side`: who owns which field, conflicts, and the way from the other apply and back. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { kubectlSince } from '../harness/kubectl-version';
import { story } from '../harness/story';

const { ok, json, feed, refuse, attempt, editing, api, folder } = story('owned');

interface Entry { manager: string; operation: string; subresource?: string; fieldsV1: object }

interface Owned { metadata: { managedFields: Entry[]; annotations?: Record<string, string>; generation?: number; resourceVersion: string }; data?: object; spec?: object }

const read = (path: string): Promise<Owned> => api().get<Owned>(`${path.startsWith('deployments') ? '/apis/apps/v1' : '/api/v1'}/namespaces/owned/${path}`);

/** Who owns something of an object, in the order of their names; the control plane left out. */
async function owners(path: string): Promise<string[]> {
  const { metadata } = await read(path);
  return metadata.managedFields.filter(({ manager }) => !manager.startsWith('kube-')).map(({ manager, operation, subresource }) => [manager, operation, subresource].filter(Boolean).join(' ')).sort();
}

const fieldsOf = async (path: string, manager: string): Promise<unknown> => (await read(path)).metadata.managedFields.find((entry) => entry.manager === manager)?.fieldsV1;

const configMap = (name: string, data: object, metadata: object = {}): object => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, ...metadata }, data });
const labels = { app: 'web' };
const web = (image: string, spec: object = {}): object => ({
  apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web', labels },
  spec: { ...spec, selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers: [{ name: 'web', image }] } } },
});

describe('one manager', () => {
  it('creates, and the same again is no change', async () => {
    expect(await feed(web('one', { replicas: 2 }))`apply --server-side -f -`).toBe('deployment.apps/web serverside-applied\n');
    await ok`rollout status deployment/web --timeout=30s`;
    const { metadata } = await read('deployments/web');
    expect(metadata.annotations).not.toHaveProperty(['kubectl.kubernetes.io/last-applied-configuration']);
    await feed(web('one', { replicas: 2 }))`apply --server-side -f -`;
    expect((await read('deployments/web')).metadata.resourceVersion).toBe(metadata.resourceVersion);
    expect(await fieldsOf('deployments/web', 'kubectl')).toEqual({
      'f:metadata': { 'f:labels': { 'f:app': {} } },
      'f:spec': { 'f:replicas': {}, 'f:selector': {}, 'f:template': { 'f:metadata': { 'f:labels': { 'f:app': {} } }, 'f:spec': { 'f:containers': { 'k:{"name":"web"}': { '.': {}, 'f:image': {}, 'f:name': {} } } } } },
    });
  });

  it('takes back what it no longer says, and leaves what others have said', async () => {
    await feed(configMap('shared', { mine: '1', dropped: '1' }))`apply --server-side -f -`;
    await ok`patch configmap shared --type=merge -p {"data":{"theirs":"1"}}`;
    await feed(configMap('shared', { mine: '2' }))`apply --server-side -f -`;
    expect((await read('configmaps/shared')).data).toEqual({ mine: '2', theirs: '1' });
    expect(await owners('configmaps/shared')).toEqual(['kubectl Apply', 'kubectl-patch Update']);
  });

  it('is told what is wrong with what it says', async () => {
    expect(await refuse(configMap('wrong', {}, { lables: {} }))`apply --server-side --validate=false -f -`)
      .toContain('failed to create typed patch object (owned/wrong; /v1, Kind=ConfigMap): .metadata.lables: field not declared in schema');
    expect(await refuse(configMap('wrong', {}, { managedFields: [{ manager: 'x' }] }))`apply --server-side --validate=false -f -`).toContain('metadata.managedFields must be nil');
    expect(await refuse(configMap('shared', {}, { resourceVersion: '1' }))`apply --server-side -f -`).toContain('the object has been modified; please apply your changes to the latest version');
    expect(await refuse(configMap('Bad_Name', {}))`apply --server-side -f -`).toContain('metadata.name: Invalid value: "Bad_Name"');
  });
});

describe('two managers', () => {
  const conflicts = 'Apply failed with 2 conflicts: conflicts with "kubectl":\n- .spec.replicas\n- .spec.template.spec.containers[name="web"].image\n';

  it('may say the same', async () => {
    await feed(web('one'))`apply --server-side --field-manager=other -f -`;
    expect(await owners('deployments/web')).toEqual(['kubectl Apply', 'other Apply']);
  });

  it('may not say different things, unless one insists', async () => {
    const theirs = web('two', { replicas: 3 });
    expect(await refuse(theirs)`apply --server-side --field-manager=other -f -`).toContain(`${conflicts}Please review the fields above`);
    expect(await feed(theirs)`apply --server-side --field-manager=other --force-conflicts -f -`).toBe('deployment.apps/web serverside-applied\n');
    expect(await read('deployments/web')).toMatchObject({ spec: { replicas: 3, template: { spec: { containers: [{ image: 'two' }] } } } });
    expect(await fieldsOf('deployments/web', 'kubectl')).not.toHaveProperty(['f:spec', 'f:replicas']);
  });

  it('and one who has changed it by other means', async () => {
    await ok`scale deployment/web --replicas=4`;
    const { metadata } = await read('deployments/web');
    const scaler = metadata.managedFields.find(({ subresource }) => subresource === 'scale');
    expect(scaler).toMatchObject({ operation: 'Update', fieldsV1: { 'f:spec': { 'f:replicas': {} } } });
    expect(await refuse(web('two', { replicas: 3 }))`apply --server-side --field-manager=other -f -`)
      .toContain(`Apply failed with 1 conflict: conflict with "${scaler?.manager ?? ''}" with subresource "scale" using apps/v1: .spec.replicas`);
    expect(await feed(web('two'))`apply --server-side --field-manager=other -f -`).toContain('serverside-applied');
    expect(await read('deployments/web')).toMatchObject({ spec: { replicas: 4 } });
  });

  it('see their difference before', async () => {
    const path = join(folder(), 'three.json');
    writeFileSync(path, JSON.stringify(web('three')));
    await ok`rollout status deployment/web --timeout=30s`;
    const { code, stdout } = await attempt`diff --server-side --force-conflicts -f ${path}`;
    expect(code).toBe(1);
    expect(stdout).toMatch(/^\+.*image: three$/m);
    expect(await attempt`diff --server-side -f ${path}`).toMatchObject({ code: expect.any(Number) as number, stderr: expect.stringContaining('conflict with "other"') as string });
    expect(await ok`apply --server-side --force-conflicts --dry-run=server -f ${path}`).toBe('deployment.apps/web serverside-applied (server dry run)\n');
    expect(await read('deployments/web')).toMatchObject({ spec: { template: { spec: { containers: [{ image: 'two' }] } } } });
  });
});

describe('from the other apply', () => {
  const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';

  beforeAll(() => feed(configMap('moved', { kept: '1', dropped: '1' }))`apply -f -`);

  if (kubectlSince(26)) it('kubectl moves what it owned', async () => {
    expect(await owners('configmaps/moved')).toEqual(['kubectl-client-side-apply Update']);
    await feed(configMap('moved', { kept: '1', dropped: '1' }))`apply --server-side -f -`;
    expect(await owners('configmaps/moved')).toEqual(['kubectl Apply', 'kubectl-last-applied Apply']);
    await feed(configMap('moved', { kept: '2' }))`apply --server-side -f -`;
    const { data, metadata } = await read('configmaps/moved');
    expect(data).toEqual({ kept: '2' });
    // The server keeps it up to date for those who go back.
    expect(JSON.parse(metadata.annotations?.[lastApplied] ?? '')).toMatchObject({ data: { kept: '2' } });
  });

  it('and back', async () => {
    await feed(configMap('moved', { kept: '2', more: '1' }))`apply --server-side --force-conflicts -f -`;
    expect(await feed(configMap('moved', { kept: '3' }))`apply -f -`).toBe('configmap/moved configured\n');
    expect((await read('configmaps/moved')).data).toEqual(expect.objectContaining({ kept: '3' }));
    expect(await owners('configmaps/moved')).toContain('kubectl-client-side-apply Update');
    await expect(ok`apply view-last-applied configmap/moved`).resolves.toMatch(/kept: "3"/);
  });
});

describe('other writes', () => {
  it('are owned under the name of the command, or the one that is said', async () => {
    await ok`create configmap named --from-literal=a=old`;
    await ok`label configmap named l=1`;
    await ok`annotate configmap named n=1 --field-manager=me`;
    await editing('sed -i s/old/new/')`edit configmap named`;
    expect(await owners('configmaps/named')).toEqual(expect.arrayContaining(['kubectl-edit Update', 'me Update']));
    expect(await fieldsOf('configmaps/named', 'kubectl-edit')).toEqual({ 'f:data': { 'f:a': {} } });
    expect(await fieldsOf('configmaps/named', 'me')).toEqual({ 'f:metadata': { 'f:annotations': { '.': {}, 'f:n': {} } } });
  });

  if (kubectlSince(21)) it('show their owners to those who ask', async () => {
    expect(await json`get configmap named --show-managed-fields`).toMatchObject({ metadata: { managedFields: expect.arrayContaining([expect.objectContaining({ manager: 'kubectl-edit' })]) as Entry[] } });
  });

  it('forget all owners when asked to, and begin anew', async () => {
    await ok`patch configmap named --type=json -p ${'[{"op":"replace","path":"/metadata/managedFields","value":[{}]}]'}`;
    expect((await read('configmaps/named')).metadata.managedFields).toBeUndefined();
    await feed(configMap('named', { a: '2' }))`apply --server-side --force-conflicts -f -`;
    expect(await owners('configmaps/named')).toContain('kubectl Apply');
  });
});
