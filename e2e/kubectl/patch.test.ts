/** `kubectl patch` in its three types, and what is said of patches that cannot be. */
import { kubectlSince } from '../harness/kubectl-version';
import { story } from '../harness/story';

const { ok, json, refused } = story('patched');

interface Deployment {
  metadata: { generation: number; resourceVersion: string; labels: object };
  spec: { replicas: number; template: { spec: { containers: object[]; volumes?: object[] } } };
  status: { observedGeneration?: number };
}

const web = (): Promise<Deployment> => json<Deployment>`get deployment web`;
const patched = (type: string, patch: unknown): Promise<string> => ok`patch deployment web --type=${type} -p ${JSON.stringify(patch)}`;
const refusedPatch = (type: string, patch: unknown): Promise<string> => refused`patch deployment web --type=${type} -p ${JSON.stringify(patch)}`;
/** Older ones say no more than that. */
const unprocessable = /^The request is invalid(: the server rejected our request due to an error in our request)?$/;

const template = (spec: object): object => ({ spec: { template: { spec } } });

// A deployment that nothing acts on keeps its version.
beforeAll(() => ok`create deployment web --image=nginx --replicas=0`);

describe('strategic', () => {
  it('merges lists by their key', async () => {
    expect(await patched('strategic', template({ containers: [{ name: 'side', image: 'car' }] }))).toBe('deployment.apps/web patched\n');
    await patched('strategic', template({ containers: [{ name: 'nginx', env: [{ name: 'A', value: '1' }] }] }));
    expect((await web()).spec.template.spec.containers).toMatchObject([{ name: 'side', image: 'car' }, { name: 'nginx', image: 'nginx', env: [{ name: 'A', value: '1' }] }]);
  });

  it('takes away and replaces by directive', async () => {
    await patched('strategic', template({ containers: [{ name: 'side', $patch: 'delete' }], volumes: [{ name: 'v', emptyDir: {} }] }));
    await patched('strategic', template({ volumes: [{ name: 'v', configMap: { name: 'c' }, $retainKeys: ['name', 'configMap'] }] }));
    const { containers, volumes } = (await web()).spec.template.spec;
    expect(containers).toMatchObject([{ name: 'nginx' }]);
    expect(volumes).toEqual([{ name: 'v', configMap: { name: 'c', defaultMode: 420 } }]);
    await patched('strategic', template({ containers: [{ $patch: 'replace' }, { name: 'nginx', image: 'nginx:2' }] }));
    expect((await web()).spec.template.spec.containers).toEqual([expect.objectContaining({ name: 'nginx', image: 'nginx:2' })]);
  });

  it('is what is sent without a type', async () => {
    expect(await ok`patch deployment web -p ${'{"metadata":{"labels":{"tier":"front"}}}'}`).toBe('deployment.apps/web patched\n');
    expect((await web()).metadata.labels).toEqual({ app: 'web', tier: 'front' });
  });
});

describe('merge', () => {
  it('replaces lists, removes what is null', async () => {
    await patched('merge', { metadata: { labels: { tier: null } }, ...template({ volumes: null, containers: [{ name: 'nginx', image: 'nginx:3' }] }) });
    const { metadata, spec } = await web();
    expect(metadata.labels).toEqual({ app: 'web' });
    expect(spec.template.spec.volumes).toBeUndefined();
    expect(spec.template.spec.containers).toMatchObject([{ image: 'nginx:3', imagePullPolicy: 'IfNotPresent' }]);
  });

  it('changes nothing, twice', async () => {
    const { metadata } = await web();
    expect(await patched('merge', { spec: { revisionHistoryLimit: 10 } })).toBe('deployment.apps/web patched (no change)\n');
    expect((await web()).metadata).toEqual(metadata);
  });
});

describe('json', () => {
  it('adds, tests, replaces, copies, moves and removes', async () => {
    await patched('json', [
      { op: 'test', path: '/spec/replicas', value: 0 },
      { op: 'add', path: '/metadata/annotations', value: { 'a/b': '1' } },
      { op: 'copy', from: '/metadata/annotations/a~1b', path: '/metadata/labels/copied' },
      { op: 'move', from: '/metadata/annotations/a~1b', path: '/metadata/labels/moved' },
      { op: 'add', path: '/spec/template/spec/containers/-', value: { name: 'last', image: 'x' } },
      { op: 'replace', path: '/spec/template/spec/containers/0/image', value: 'nginx:4' },
      { op: 'remove', path: '/metadata/labels/copied' },
    ]);
    const { metadata, spec } = await web();
    expect(metadata.labels).toEqual({ app: 'web', moved: '1' });
    expect(spec.template.spec.containers).toMatchObject([{ image: 'nginx:4' }, { name: 'last' }]);
  });

  it('all or nothing', async () => {
    const { metadata } = await web();
    expect(await refusedPatch('json', [{ op: 'remove', path: '/metadata/labels/moved' }, { op: 'test', path: '/spec/replicas', value: 9 }]))
      .toMatch(unprocessable);
    expect((await web()).metadata).toEqual(metadata);
  });
});

describe('is refused', () => {
  it.each<[string, string, unknown, string | RegExp]>([
    ['a bad value', 'merge', { spec: { replicas: -1 } }, 'The Deployment "web" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0'],
    ['what may not change', 'merge', { spec: { selector: { matchLabels: { app: 'other' } } } }, [
      'The Deployment "web" is invalid: ',
      '* spec.template.metadata.labels: Invalid value: {"app":"web"}: `selector` does not match template `labels`',
      '* spec.selector: Invalid value: {"matchLabels":{"app":"other"}}: field is immutable',
    ].join('\n')],
    ['another name', 'merge', { metadata: { name: 'other' } }, 'Error from server (BadRequest): the name of the object (other) does not match the name on the URL (web)'],
    ['another namespace', 'merge', { metadata: { namespace: 'other' } }, 'Error from server (BadRequest): the namespace of the object (other) does not match the namespace on the request (patched)'],
    ['an old version', 'merge', { metadata: { resourceVersion: '1' } },
      'Error from server (Conflict): Operation cannot be fulfilled on deployments.apps "web": the object has been modified; please apply your changes to the latest version and try again'],
    ['what merges with nothing', 'strategic', template({ containers: [{ image: 'x' }] }), 'map: map[image:x] does not contain declared merge key: name'],
    ['a duplicate', 'json', [{ op: 'add', path: '/spec/template/spec/containers/-', value: { name: 'nginx', image: 'x' } }],
      /The Deployment "web" is invalid: spec\.template\.spec\.containers\[\d]\.name: Duplicate value: "nginx"/],
    ['a path that leads nowhere', 'json', [{ op: 'remove', path: '/spec/nope' }], unprocessable],
    ['a text for a number', 'strategic', { spec: { replicas: 'x' } }, 'The request is invalid: patch: Invalid value: "map[spec:map[replicas:x]]": unrecognized type: int32'],
    ['a number for a text', 'strategic', { metadata: { annotations: { a: 1 } } }, 'The request is invalid: patch: Invalid value: "map[metadata:map[annotations:map[a:1]]]": cannot convert int64 to string'],
    ['another type', 'merge', { spec: { replicas: 'x' } }, /^The request is invalid: patch: Invalid value: "\{.*}": json: cannot unmarshal string into Go struct field DeploymentSpec\.spec\.replicas of type int32$/],
  ])('%s', async (_, type, patch, text) => {
    expect(await refusedPatch(type, patch)).toMatch(text);
  });

  it('what is not there', async () => {
    expect(await refused`patch deployment nobody -p {}`).toBe('Error from server (NotFound): deployments.apps "nobody" not found');
  });
});

if (kubectlSince(24)) {
  describe('a subresource', () => {
    it('status: nothing but that', async () => {
      expect(await ok`patch deployment web --subresource=status --type=merge -p ${'{"status":{"unavailableReplicas":7},"spec":{"replicas":9}}'}`).toBe('deployment.apps/web patched\n');
      expect((await web()).spec.replicas).toBe(0);
    });

    it.each(['merge', 'strategic'])('scale: by %s', async (type) => {
      const replicas = type.length;
      expect(await ok`patch deployment web --subresource=scale --type=${type} -p ${JSON.stringify({ spec: { replicas } })}`).toBe('scale.autoscaling/web patched\n');
      expect((await web()).spec.replicas).toBe(replicas);
    });

    it('scale: as the rules of scales are', async () => {
      expect(await refused`patch deployment web --subresource=scale --type=json -p ${'[{"op":"replace","path":"/spec/replicas","value":-3}]'}`)
        .toBe('The Scale "web" is invalid: spec.replicas: Invalid value: -3: must be greater than or equal to 0');
      expect(await refused`patch deployment web --subresource=nope -p {}`).toContain('the server could not find the requested resource');
    });
  });
}
