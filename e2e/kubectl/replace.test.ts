/** `kubectl replace` and `edit`. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { program } from '../harness/kubectl';
import { kubectlSince } from '../harness/kubectl-version';
import { story } from '../harness/story';

const { ok, json, feed, refuse, editing, folder } = story('replaced');

const minute = 60_000;

interface Read { metadata: { uid: string; resourceVersion: string }; spec: Record<string, unknown>; status: Record<string, unknown>; data: Record<string, string> }

const configMap = (name: string, value: string, metadata: object = {}): object => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, ...metadata }, data: { k: value } });
const valueOf = async (name: string): Promise<string | undefined> => (await json<Read>`get cm ${name}`).data.k;
const conflict = 'Operation cannot be fulfilled on configmaps "a": ';

beforeAll(async () => {
  await feed(configMap('a', 'one'))`create -f -`;
  await ok`create deployment web --image=nginx --replicas=1`;
}, minute);

describe('replace', () => {
  it('the whole object', async () => {
    expect(await feed(configMap('a', 'two', { labels: { x: 'y' } }))`replace -f -`).toBe('configmap/a replaced\n');
    expect(await json`get cm a`).toMatchObject({ data: { k: 'two' }, metadata: { labels: { x: 'y' } } });
    await feed(configMap('a', 'three'))`replace -f -`;
    expect((await json<{ metadata: object }>`get cm a`).metadata).not.toHaveProperty('labels');
  });

  it('what was read', async () => {
    const read = await json<Read>`get deployment web`;
    expect(await feed({ ...read, spec: { ...read.spec, replicas: 0 } })`replace -f -`).toBe('deployment.apps/web replaced\n');
    expect((await json<Read>`get deployment web`).spec.replicas).toBe(0);
  });

  it('by force: it is another object', async () => {
    const { metadata: { uid } } = await json<Read>`get cm a`;
    expect(await feed(configMap('a', 'four'))`replace --force -f -`).toMatch(/^configmap "a" deleted.*\nconfigmap\/a replaced\n$/);
    expect((await json<Read>`get cm a`).metadata.uid).not.toBe(uid);
    expect(await feed(configMap('new', 'one'))`replace --force -f -`).toBe('configmap/new replaced\n');
  });

  it.each<[string, () => Promise<string>, string]>([
    ['an old version', () => refuse(configMap('a', 'x', { resourceVersion: '1' }))`replace -f -`,
      `Error from server (Conflict): error when replacing "STDIN": ${conflict}the object has been modified; please apply your changes to the latest version and try again`],
    ['another object of that name', () => refuse(configMap('a', 'x', { uid: 'other' }))`replace -f -`,
      `${conflict}StorageError: invalid object, Code: 4, Key: /registry/configmaps/replaced/a, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: other, UID in object meta: `],
    ['what is not there', () => refuse(configMap('nobody', 'x'))`replace -f -`, 'Error from server (NotFound): error when replacing "STDIN": configmaps "nobody" not found'],
    ['another namespace', () => refuse(configMap('a', 'x', { namespace: 'other' }))`replace -f -`, 'the namespace from the provided object "other" does not match the namespace "replaced"'],
  ])('is refused %s', async (_, refusal, text) => {
    expect(await refusal()).toContain(text);
    expect(await valueOf('a')).not.toBe('x');
  });

  it('is refused where something may not change', async () => {
    const read = await json<Read>`get deployment web`;
    expect(await refuse({ ...read, spec: { ...read.spec, selector: { matchLabels: { app: 'web', more: 'x' } } } })`replace -f -`).toBe([
      'The Deployment "web" is invalid: ',
      '* spec.template.metadata.labels: Invalid value: {"app":"web"}: `selector` does not match template `labels`',
      '* spec.selector: Invalid value: {"matchLabels":{"app":"web","more":"x"}}: field is immutable',
    ].join('\n'));
  });

  it('a pod only by force, for most of it', async () => {
    const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' }, spec: { containers: [{ name: 'c', image: 'nginx' }] } };
    await feed(pod)`create -f -`;
    await ok`wait pod/p --for=condition=Ready --timeout=30s`;
    const spec = { ...(await json<Read>`get pod p`).spec, activeDeadlineSeconds: 1000 };
    expect(await feed({ ...pod, spec })`replace -f -`).toBe('pod/p replaced\n');
    expect(await refuse({ ...pod, spec: { ...spec, hostname: 'other' } })`replace -f -`)
      .toContain('The Pod "p" is invalid: spec: Forbidden: pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,');
    await feed({ ...pod, spec: { ...pod.spec, hostname: 'other' } })`replace --force --grace-period=1 -f -`;
    expect((await json<Read>`get pod p`).spec.hostname).toBe('other');
  }, minute);

  if (kubectlSince(24)) {
    it('the status, and nothing else', async () => {
      const read = await json<Read>`get deployment web`;
      await feed({ ...read, spec: { ...read.spec, replicas: 9 }, status: { ...read.status, replicas: 5 } })`replace --subresource=status -f -`;
      expect((await json<Read>`get deployment web`).spec.replicas).toBe(0);
    });

    it('the scale by nothing but a scale', async () => {
      const read = await json<Read>`get deployment web`;
      expect(await refuse({ ...read, spec: { ...read.spec, replicas: 9 } })`replace --subresource=scale -f -`).toContain('Error from server (BadRequest): error when replacing "STDIN": ');
      expect((await json<Read>`get deployment web`).spec.replicas).toBe(0);
    });
  }
});

describe('edit', () => {
  it('one, and several', async () => {
    expect(await editing('sed -i s/four/five/')`edit cm a`).toMatchObject({ code: 0, stdout: 'configmap/a edited\n' });
    expect(await valueOf('a')).toBe('five');
    expect(await editing('sed -i s/k:.*/k:\\ both/')`edit cm a new`).toMatchObject({ code: 0, stdout: 'configmap/a edited\nconfigmap/new edited\n' });
    expect([await valueOf('a'), await valueOf('new')]).toEqual(['both', 'both']);
  });

  it('as JSON, and keeping what was applied', async () => {
    expect(await editing('sed -i s/both/json/')`edit cm a -o json --save-config`).toMatchObject({ code: 0 });
    expect(await json`get cm a`).toMatchObject({ data: { k: 'json' }, metadata: { annotations: { 'kubectl.kubernetes.io/last-applied-configuration': expect.stringContaining('"k":"json"') as string } } });
  });

  it('nothing', async () => {
    expect(await editing('true')`edit cm a`).toMatchObject({ code: 0, stderr: 'Edit cancelled, no changes made.\n' });
    expect((await editing('true')`edit cm nobody`).stderr).toBe('Error from server (NotFound): configmaps "nobody" not found\n');
  });

  it.each([
    ['what is invalid', 'sed -i "s/replicas: .*/replicas: -1/"', 'deployments.apps "web" is invalid'],
    ['what may not change', 'sed -i "s/app: web/app: x/"', 'deployments.apps "web" is invalid'],
    ['another name', 'sed -i "s/^  name: web/  name: x/"', 'At least one of apiVersion, kind and name was changed'],
  ])('shows the faults of %s, and gives up when they stay', async (_, editor, text) => {
    const { code, stderr } = await editing(editor)`edit deployment web`;
    expect(code).not.toBe(0);
    expect(stderr).toContain(text);
    expect(await json`get deployment web`).toMatchObject({ spec: { replicas: 0, selector: { matchLabels: { app: 'web' } } } });
  });

  it('what somebody else changed meanwhile: that stays', async () => {
    const script = join(folder(), 'edit.sh');
    writeFileSync(script, `sed -i s/json/mine/ "$1" && ${program} -n replaced label cm a theirs=yes`);
    await editing(`sh ${script}`)`edit cm a`;
    expect(await json`get cm a`).toMatchObject({ data: { k: 'mine' }, metadata: { labels: { theirs: 'yes' } } });
  });
});
