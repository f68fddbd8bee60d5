/**
 * What a user does with kubectl in the first hour, on each topology. Written so that every kubectl from 1.20 on can do it:
 * newer ones send other requests for the same words, so run it with several (`KUBECTL=…`).
 */
import { join } from 'node:path';
import { Api } from './harness/api';
import { examples, Kubectl } from './harness/kubectl';
import { embedded, onEtcd, overHttp, processes, type Installation } from './harness/topologies';

const minute = 60_000;

interface Listed { items: { metadata: { name: string; ownerReferences?: unknown[]; deletionTimestamp?: string } }[] }

interface Deployment {
  metadata: { labels: Record<string, string>; annotations: Record<string, string> };
  spec: { replicas: number; template: { spec: { containers: { image: string; env: unknown[] }[] } } };
  status: { replicas?: number; updatedReplicas?: number; availableReplicas?: number };
}

const deployments = '/apis/apps/v1/namespaces/shop/deployments';

describe.each([embedded, onEtcd, processes, overHttp])('kubectl on $name', ({ open }) => {
  let at: Installation;
  let kubectl: Kubectl;
  let api: Api;
  /** Through the other API server, where there is one. */
  let other: Kubectl;

  beforeAll(async () => {
    at = await open();
    const [first, second = first] = at.servers;
    api = new Api(first.url);
    kubectl = new Kubectl(first.kubeconfig, at.folder);
    other = new Kubectl(second.kubeconfig, at.folder);
  }, minute);

  afterAll(() => at.close(), minute);

  const inShop = (...args: string[]): Promise<string> => kubectl.run('-n', 'shop', ...args);

  it('applies the example and sees it run', async () => {
    const applied = await kubectl.run('apply', '-f', join(examples, 'web.yaml'));
    expect(applied).toBe('namespace/shop created\nconfigmap/web-config created\ndeployment.apps/web created\nservice/web created\njob.batch/migrate created\n');
    await inShop('wait', '--for=condition=Available', 'deployment/web', '--timeout=30s');
    await inShop('wait', '--for=condition=Complete', 'job/migrate', '--timeout=30s');
    expect(await inShop('rollout', 'status', 'deployment/web', '--timeout=30s')).toContain('successfully rolled out');
  }, minute);

  it('reads through the other server what was written through the first, at once', async () => {
    for (let i = 0; i < 5; i++) {
      await inShop('annotate', 'configmap/web-config', `round=${i}`, '--overwrite');
      expect(await other.run('-n', 'shop', 'get', 'configmap/web-config', '-o', 'jsonpath={.metadata.annotations.round}')).toBe(String(i));
    }
  }, minute);

  it('applies again without a change', async () => {
    expect(await kubectl.run('apply', '-f', join(examples, 'web.yaml'))).toMatch(/deployment.apps\/web unchanged\nservice\/web unchanged/);
  }, minute);

  it('prints tables', async () => {
    expect(await kubectl.run('get', 'nodes')).toMatch(/^NAME +STATUS +ROLES +AGE +VERSION\nnode-1 +Ready +<none> +\S+ +v1\.36\.0\n/);
    expect(await inShop('get', 'deploy')).toMatch(/^NAME +READY +UP-TO-DATE +AVAILABLE +AGE\nweb +3\/3 +3 +3 +\S+\n$/);
    expect(await inShop('get', 'jobs')).toMatch(/^NAME +(STATUS +)?COMPLETIONS +DURATION +AGE\nmigrate +(Complete +)?2\/2 +\d+s +\S+\n$/);
    expect(await inShop('get', 'svc')).toMatch(/^NAME +TYPE +CLUSTER-IP +EXTERNAL-IP +PORT\(S\) +AGE\nweb +ClusterIP +10\.\d+\.\d+\.\d+ +<none> +80\/TCP +\S+\n$/);
    const wide = await inShop('get', 'pods', '-l', 'app=web', '-o', 'wide');
    expect(wide).toMatch(/^NAME +READY +STATUS +RESTARTS +AGE +IP +NODE +NOMINATED NODE +READINESS GATES\n/);
    expect(wide.match(/web-\w+-\w{5} +1\/1 +Running +0 +\S+ +10\.\d+\.\d+\.\d+ +node-\d +<none> +<none>\n/g)).toHaveLength(3);
    expect(await inShop('get', 'deploy,rs,pods,svc,jobs', '-o', 'wide')).toContain('deployment.apps/web');
  }, minute);

  it('prints every other form', async () => {
    expect(await inShop('get', 'deploy/web', '-o', 'yaml')).toMatch(/^apiVersion: apps\/v1\nkind: Deployment\nmetadata:\n/);
    expect((await kubectl.json<Deployment>('-n', 'shop', 'get', 'deploy/web')).spec.replicas).toBe(3);
    expect(await inShop('get', 'deploy', '-o', 'name')).toBe('deployment.apps/web\n');
    expect(await inShop('get', 'deploy/web', '-o', 'jsonpath={.status.readyReplicas}')).toBe('3');
    expect(await inShop('get', 'deploy', '-o', 'custom-columns=N:.metadata.name,R:.spec.replicas')).toBe('N     R\nweb   3\n');
  }, minute);

  it('describes a pod with its events', async () => {
    const name = (await inShop('get', 'pods', '-l', 'app=web', '-o', 'jsonpath={.items[0].metadata.name}')).trim();
    const text = await inShop('describe', 'pod', name);
    expect(text).toMatch(/Status: +Running/);
    for (const reason of ['Scheduled', 'Pulled', 'Created', 'Started']) expect(text).toContain(reason);
    expect(text).toContain(`Successfully assigned shop/${name} to node-`);
  }, minute);

  it('has endpoints behind the service', async () => {
    const subsets = JSON.parse(await inShop('get', 'endpoints/web', '-o', 'jsonpath={.subsets}')) as { addresses: unknown[]; ports: { port: number }[] }[];
    expect(subsets).toHaveLength(1);
    expect(subsets[0]?.addresses).toHaveLength(3);
    expect(subsets[0]?.ports[0]?.port).toBe(80);
  }, minute);

  it('rolls out, shows the history and rolls back', async () => {
    await inShop('set', 'image', 'deployment/web', 'web=nginx:1.28');
    await inShop('rollout', 'status', 'deployment/web', '--timeout=60s');
    const images = (): Promise<string> => inShop('get', 'pods', '-l', 'app=web', '--field-selector=status.phase=Running', '-o', 'jsonpath={.items[*].spec.containers[0].image}');
    expect(new Set((await images()).split(' '))).toContain('nginx:1.28');
    expect(await inShop('rollout', 'history', 'deployment/web')).toMatch(/REVISION +CHANGE-CAUSE\n1 +<none>\n2 +<none>/);
    await inShop('rollout', 'undo', 'deployment/web');
    await inShop('rollout', 'status', 'deployment/web', '--timeout=60s');
    expect(await inShop('get', 'deploy/web', '-o', 'jsonpath={.spec.template.spec.containers[0].image}')).toBe('nginx:1.27');
  }, 2 * minute);

  it('scales', async () => {
    await inShop('scale', 'deployment/web', '--replicas=10');
    await inShop('rollout', 'status', 'deployment/web', '--timeout=60s');
    expect(await inShop('get', 'deploy/web', '-o', 'jsonpath={.status.readyReplicas}')).toBe('10');
    await inShop('scale', 'deployment/web', '--replicas=2', '--current-replicas=10');
    await api.until<Deployment>(deployments, 'web', ({ status }) => status.replicas === 2 && status.availableReplicas === 2);
  }, 2 * minute);

  it('creates without a file', async () => {
    expect(await inShop('create', 'configmap', 'made', '--from-literal=a=b')).toBe('configmap/made created\n');
    expect(await inShop('create', 'secret', 'generic', 'hidden', '--from-literal=password=x')).toBe('secret/hidden created\n');
    expect(await inShop('get', 'secret/hidden', '-o', 'jsonpath={.type} {.data.password}')).toBe('Opaque eA==');
    expect(await inShop('create', 'deployment', 'made', '--image=nginx')).toBe('deployment.apps/made created\n');
    await inShop('wait', '--for=condition=Available', 'deployment/made', '--timeout=30s');
    expect(await inShop('expose', 'deployment', 'made', '--port=80')).toBe('service/made exposed\n');
    expect(await inShop('run', 'alone', '--image=nginx')).toBe('pod/alone created\n');
    await inShop('wait', '--for=condition=Ready', 'pod/alone', '--timeout=30s');
    await inShop('delete', 'deployment/made', 'service/made', 'pod/alone');
  }, minute);

  it('labels, annotates and patches in all three ways', async () => {
    await inShop('label', 'configmap/web-config', 'tier=front');
    expect((await kubectl.json<Listed>('-n', 'shop', 'get', 'configmaps', '-l', 'tier=front')).items).toHaveLength(1);
    await inShop('annotate', 'configmap/web-config', 'note=hello');
    await inShop('patch', 'deployment/web', '--type=strategic', '-p', '{"spec":{"template":{"spec":{"containers":[{"name":"web","env":[{"name":"A","value":"1"}]}]}}}}');
    await inShop('patch', 'deployment/web', '--type=merge', '-p', '{"metadata":{"labels":{"merged":"yes"}}}');
    await inShop('patch', 'deployment/web', '--type=json', '-p', '[{"op":"replace","path":"/spec/replicas","value":3},{"op":"add","path":"/metadata/annotations/json","value":"yes"}]');
    const web = await kubectl.json<Deployment>('-n', 'shop', 'get', 'deploy/web');
    expect(web.metadata.labels.merged).toBe('yes');
    expect(web.metadata.annotations.json).toBe('yes');
    expect(web.spec.replicas).toBe(3);
    expect(web.spec.template.spec.containers[0]).toMatchObject({ image: 'nginx:1.27', env: [{ name: 'A', value: '1' }] });
    await inShop('rollout', 'status', 'deployment/web', '--timeout=60s');
  }, 2 * minute);

  it('edits', async () => {
    const edited = await kubectl.try(['-n', 'shop', 'edit', 'configmap/web-config'], { editor: 'sed -i s/hello/goodbye/' });
    expect(edited).toMatchObject({ code: 0, stdout: 'configmap/web-config edited\n' });
    expect(await inShop('get', 'configmap/web-config', '-o', 'jsonpath={.data.greeting}{.metadata.annotations.note}')).toBe('goodbyegoodbye');
    const untouched = await kubectl.try(['-n', 'shop', 'edit', 'deployment/web'], { editor: 'true' });
    expect(untouched.stderr).toContain('Edit cancelled');
    const broken = await kubectl.try(['-n', 'shop', 'edit', 'deployment/web'], { editor: "sed -i 's/replicas: 3/replicas: -1/'" });
    expect(broken.stderr).toContain('deployments.apps "web" is invalid');
  }, minute);

  it('watches', async () => {
    const watching = other.watch('-n', 'shop', 'get', 'configmaps', '-w');
    await watching.saw(/web-config/);
    await kubectl.apply({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'seen', namespace: 'shop' }, data: { a: 'b' } });
    await watching.saw(/^seen +1 +/m);
    await inShop('patch', 'configmap/seen', '--type=merge', '-p', '{"data":{"c":"d"}}');
    await watching.saw(/^seen +2 +/m);
    watching.stop();
  }, minute);

  it('names what it serves', async () => {
    expect((await kubectl.run('api-versions')).trimEnd().split('\n')).toEqual(expect.arrayContaining([
      'apps/v1', 'autoscaling/v2', 'batch/v1', 'coordination.k8s.io/v1', 'discovery.k8s.io/v1', 'networking.k8s.io/v1', 'policy/v1', 'v1',
    ]));
    const resources = await kubectl.run('api-resources');
    for (const row of [/^pods +po +v1 +true +Pod$/m, /^deployments +deploy +apps\/v1 +true +Deployment$/m, /^namespaces +ns +v1 +false +Namespace$/m]) expect(resources).toMatch(row);
  }, minute);

  it('refuses bad input in the words of kube-apiserver', async () => {
    const refused = async (object: object): Promise<string> =>
      (await kubectl.try(['create', '--validate=false', '-f', '-'], { input: JSON.stringify(object) })).stderr;
    const pod = (name: string, containers?: object[]): object => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name }, spec: { containers } });
    expect(await refused(pod('Bad_Name', [{ name: 'a', image: 'b' }])))
      .toContain('The Pod "Bad_Name" is invalid: metadata.name: Invalid value: "Bad_Name": a lowercase RFC 1123 subdomain must consist of');
    expect(await refused(pod('empty'))).toContain('spec.containers: Required value');
    expect(await refused({ apiVersion: 'v1', kind: 'Nonsense', metadata: { name: 'x' } })).toContain('no matches for kind "Nonsense" in version "v1"');
    expect(await refused({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'x', namespace: 'nowhere' } })).toContain('namespaces "nowhere" not found');
    expect(await refused({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } })).toContain('Error from server (AlreadyExists)');
    expect((await kubectl.try(['delete', 'pod', 'nobody'])).stderr).toBe('Error from server (NotFound): pods "nobody" not found\n');
    const selector = await kubectl.try(['-n', 'shop', 'patch', 'deployment/web', '--type=merge', '-p', '{"spec":{"selector":{"matchLabels":{"app":"other"}}}}']);
    expect(selector.stderr).toContain('field is immutable');
  }, minute);

  describe('deletes', () => {
    const owned = async (kind: string): Promise<Listed['items']> =>
      (await kubectl.json<Listed>('-n', 'shop', 'get', kind, '-l', 'app=web')).items.filter((item) => !item.metadata.deletionTimestamp);

    const deleteWeb = async (cascade: string): Promise<void> => {
      await inShop('delete', 'deployment/web', `--cascade=${cascade}`, '--timeout=60s');
      expect((await kubectl.try(['-n', 'shop', 'get', 'deploy/web'])).stderr).toContain('deployments.apps "web" not found');
    };

    const deployWeb = async (): Promise<void> => {
      await kubectl.run('apply', '-f', join(examples, 'web.yaml'));
      await inShop('rollout', 'status', 'deployment/web', '--timeout=60s');
    };

    it('leaving what it owned (orphan)', async () => {
      await deleteWeb('orphan');
      const replicaSets = await owned('rs');
      expect(replicaSets.length).toBeGreaterThan(0);
      for (const { metadata } of replicaSets) expect(metadata.ownerReferences).toBeUndefined();
      expect(await owned('pods')).toHaveLength(3);
    }, minute);

    it('after what it owned (foreground)', async () => {
      await deployWeb();
      await deleteWeb('foreground');
      expect(await owned('rs')).toHaveLength(0);
    }, minute);

    it('before what it owned (background)', async () => {
      await deployWeb();
      await deleteWeb('background');
      await api.untilNone('/apis/apps/v1/namespaces/shop/replicasets', 'labelSelector=app%3Dweb');
      await api.untilNone('/api/v1/namespaces/shop/pods', 'labelSelector=app%3Dweb');
    }, minute);
  });

  it('deletes a namespace with all that is in it', async () => {
    await kubectl.run('delete', 'namespace', 'shop', '--timeout=60s');
    expect((await kubectl.try(['get', 'namespace', 'shop'])).stderr).toContain('namespaces "shop" not found');
    expect((await kubectl.json<Listed>('get', 'pods', '-A')).items).toHaveLength(0);
  }, 2 * minute);
});
