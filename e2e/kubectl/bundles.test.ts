/** Bundles of definitions as operators ship them: installed from either side, used at once, shown, scaled, and removed with what is theirs. */
import { bundleStory, type Name } from '../fixtures/bundle-story';

const { ok, feed, refuse, refused, attempt, json, bundle, install, api, written } = bundleStory('bundled');

const names: readonly Name[] = ['gateways', 'certificates', 'monitoring', 'compositions', 'applications'];
const large = 'workflows.deploys.example.com';

const pool = (name: string, spec: object): object => ({ apiVersion: 'gateways.example.com/v1alpha1', kind: 'AddressPool', metadata: { name }, spec });
const gateway = (name: string, gatewayClassName = 'plain', listeners: readonly object[] = [{ name: 'http', port: 80, protocol: 'HTTP' }]): object =>
  ({ apiVersion: 'gateways.example.com/v1', kind: 'Gateway', metadata: { name }, spec: { gatewayClassName, listeners } });
const monitor = (name: string, spec: object = {}): object => ({ apiVersion: 'watchers.example.com/v1', kind: 'Monitor', metadata: { name }, spec });

describe('a bundle', () => {
  it('and its first objects in one file: the definitions are made, the objects when their kinds are there', async () => {
    const everything = [...bundle('gateways'), pool('first', { networks: ['10.0.0.0/8'] }), gateway('first')];
    const { stdout, stderr, code } = await attempt`apply -f ${written(...everything)}`;
    expect(stdout).toBe(['gatewayclasses', 'gateways', 'routes', 'addresspools'].map((plural) => `customresourcedefinition.apiextensions.k8s.io/${plural}.gateways.example.com created\n`).join(''));
    expect(stderr).toMatch(/no matches for kind "(AddressPool|Gateway)" in version/);
    expect(code).toBe(1);
    await feed(...bundle('gateways'))`wait --for=condition=Established --timeout=20s -f -`;
    expect(await feed(...everything)`apply -f -`).toMatch(/addresspool.gateways.example.com\/first created\ngateway.gateways.example.com\/first created\n$/);
  });

  it.each(names)('is applied by the server: %s', async (name) => {
    expect((await feed(...bundle(name))`apply --server-side -f -`).split('\n').filter(Boolean)).toEqual(bundle(name).map(() => expect.stringMatching(/^customresourcedefinition\S+ serverside-applied$/)));
    await feed(...bundle(name))`wait --for=condition=Established --timeout=20s -f -`;
    expect(await feed(...bundle(name))`diff --server-side -f -`).toBe('');
  });

  it('is applied by the client too, once the server has, unless it is too large for an annotation', async () => {
    expect(JSON.stringify(bundle('applications')).length).toBeGreaterThan(1_000_000);
    const said = await refuse(...bundle('applications'))`apply -f -`;
    expect(said.split('\n').filter((line) => !line.startsWith('Warning: '))).toEqual([`The CustomResourceDefinition "${large}" is invalid: metadata.annotations: Too long: may not be more than 262144 bytes`]);
    expect(await feed(...bundle('monitoring'))`apply -f -`).toContain('monitors.watchers.example.com configured');
    expect(await feed(...bundle('monitoring'))`apply -f -`).toContain('monitors.watchers.example.com unchanged');
  });

  it('too large for the client is created and replaced', async () => {
    const [created] = bundle('applications').filter((each) => (each as { metadata: { name: string } }).metadata.name === large);
    await ok`delete crd ${large}`;
    expect(await feed(created as object)`create -f -`).toBe(`customresourcedefinition.apiextensions.k8s.io/${large} created\n`);
    expect(await feed(created as object)`replace -f -`).toBe(`customresourcedefinition.apiextensions.k8s.io/${large} replaced\n`);
    await ok`wait --for=condition=Established crd/${large} --timeout=20s`;
  });

  it('is told of by discovery', async () => {
    expect(await ok`api-resources --api-group=gateways.example.com -o name`).toBe(['addresspools', 'gatewayclasses', 'gateways', 'routes'].map((plural) => `${plural}.gateways.example.com\n`).join(''));
    expect((await ok`api-versions`).split('\n')).toEqual(expect.arrayContaining(['certs.example.com/v1', 'certs.example.com/v1beta1', 'certs.example.com/v1alpha2', 'acme.certs.example.com/v1']));
    expect(await ok`api-versions`).not.toContain('v1alpha1\ncerts');
    expect(await ok`api-resources --namespaced=false --categories=managed -o name`).toMatch(/^(\w+\.(store|compute)\.cloud\.example\.com\n){16}$/);
  });
});

describe('its kinds', () => {
  it('are explained, down to the pods within them', async () => {
    expect(await ok`explain routes.spec`).toMatch(/Which requests go where\./);
    expect(await ok`explain monitors.spec.containers.livenessProbe.httpGet --api-version=watchers.example.com/v1`).toMatch(/FIELDS:[\s\S]*\bport\t/);
    expect(await ok`explain issuers.spec.acme.solvers.http01.ingress.podTemplate.spec.containers`).toMatch(/\bname\t<string> -required-/);
    expect(await ok`explain certificates.spec.keyAlgorithm --api-version=certs.example.com/v1alpha2`).toContain('<string>');
    expect(await refused`explain certificates.spec.keyAlgorithm`).toContain('field "keyAlgorithm" does not exist');
  });

  it('are listed with their columns, those of a condition and of an annotation too', async () => {
    await feed(gateway('second', 'fancy'), { ...gateway('third'), metadata: { name: 'third' } })`apply --server-side -f -`;
    await ok`patch gateway.gateways.example.com first --subresource=status --type=merge -p ${JSON.stringify({ status: { addresses: [{ value: '10.0.0.1' }, { value: '10.0.0.2' }], conditions: [{ type: 'Programmed', status: 'True' }] } })}`;
    expect(await ok`get gtw`).toMatch(/^NAME +CLASS +ADDRESS +PROGRAMMED +AGE\nfirst +plain +10\.0\.0\.1 +True +\S+\nsecond +fancy +\S+\nthird +plain +\S+\n$/);
    await feed({ apiVersion: 'compute.cloud.example.com/v1beta1', kind: 'Instance', metadata: { name: 'vm', annotations: { 'compose.example.com/external-name': 'i-1' } }, spec: { forProvider: { region: 'r' } } })`apply -f -`;
    expect(await ok`get managed`).toMatch(/^NAME +SYNCED +READY +EXTERNAL-NAME +AGE\ninstance\.compute\.cloud\.example\.com\/vm +i-1 +\S+\n$/);
    expect(await ok`get gatewayclasses`).toBe('');
  });

  it('have defaults everywhere: within lists, of objects that were not sent, in what the definition says of them', async () => {
    await feed({ apiVersion: 'gateways.example.com/v1', kind: 'Route', metadata: { name: 'plain' }, spec: {} })`create -f -`;
    expect(await json`get routes.gateways.example.com plain`).toMatchObject({ spec: { rules: [{ matches: [{ path: { type: 'PathPrefix', value: '/' } }] }] } });
    await feed({ apiVersion: 'gateways.example.com/v1', kind: 'GatewayClass', metadata: { name: 'plain' }, spec: { controllerName: 'a' } })`create -f -`;
    expect(await ok`get gwc`).toMatch(/plain +a +Unknown +\S+\n$/);
    expect(await json`get gateway.gateways.example.com third`).toMatchObject({ spec: { listeners: [{ name: 'http', allowedRoutes: { namespaces: { from: 'Same' } } }] } });
    expect(await json`get instance.compute.cloud.example.com vm`).toMatchObject({ spec: { deletionPolicy: 'Delete', managementPolicies: ['*'], providerConfigRef: { name: 'default' } } });
    expect((await json<{ spec: object }>`get instance.compute.cloud.example.com vm`).spec).not.toHaveProperty('initProvider');
  });

  it('are found by their fields', async () => {
    expect(await ok`get gateways.gateways.example.com --field-selector=spec.gatewayClassName=plain -o name`).toBe('gateway.gateways.example.com/first\ngateway.gateways.example.com/third\n');
    expect(await refused`get gateways.gateways.example.com --field-selector=spec.listeners=x`).toContain('field label not supported: spec.listeners');
  });

  it('are scaled, and the scale tells the selector', async () => {
    await feed(monitor('m', { containers: [{ name: 'c', image: 'i', ports: [{ containerPort: 80 }] }], storage: { requests: { data: '1Gi' } } }))`apply -f -`;
    await ok`patch monitor m --subresource=status --type=merge -p ${'{"status":{"paused":false,"replicas":1,"selector":"app=m"}}'}`;
    expect(await ok`scale monitor m --replicas=3 --current-replicas=1`).toBe('monitor.watchers.example.com/m scaled\n');
    expect(await json`get monitor m --subresource=scale`).toMatchObject({ kind: 'Scale', spec: { replicas: 3 }, status: { replicas: 1, selector: 'app=m' } });
    expect(await json`get monitor m`).toMatchObject({ metadata: { generation: 2 }, spec: { replicas: 3, containers: [{ ports: [{ containerPort: 80, protocol: 'TCP' }] }] } });
    expect(await refused`scale monitor m --replicas=-1`).toContain('must');
  });

  it('keep what is free, prune what is not, and know whole resources within', async () => {
    const composition = (input: object): object => ({ apiVersion: 'compose.example.com/v1', kind: 'Composition', metadata: { name: 'c' }, spec: { compositeTypeRef: { apiVersion: 'a/v1', kind: 'A' }, pipeline: [{ step: 's', functionRef: { name: 'f' }, input }] } });
    await feed(composition({ apiVersion: 'i/v1', kind: 'Input', metadata: { name: 'n', labels: { a: 'b' } }, any: { thing: [1] } }))`apply -f -`;
    expect(await json`get compositions c`).toMatchObject({ spec: { mode: 'Pipeline', pipeline: [{ input: { kind: 'Input', metadata: { labels: { a: 'b' } }, any: { thing: [1] } } }] } });
    expect(await refuse(composition({ kind: 'Input' }))`apply -f -`).toContain('spec.pipeline[0].input.apiVersion: Required value');
    expect(await refuse(gateway('odd', 'plain', [{ name: 'http', port: 80, protocol: 'HTTP', wrong: 1 }]))`apply -f -`).toContain('unknown field "spec.listeners[0].wrong"');
    await feed(gateway('odd', 'plain', [{ name: 'http', port: 80, protocol: 'HTTP', wrong: 1 }]))`apply --validate=false -f -`;
    expect(await ok`get gtw odd -o jsonpath={.spec.listeners[0].wrong}`).toBe('');
  });

  it('whose status has no endpoint of its own count every change', async () => {
    const application = { apiVersion: 'deploys.example.com/v1alpha1', kind: 'Application', metadata: { name: 'a' }, spec: { project: 'p', destination: {} }, status: { sync: { status: 'Synced' } } };
    await feed(application)`apply -f -`;
    expect(await ok`get dep`).toMatch(/^NAME +SYNC STATUS +HEALTH STATUS +AGE\na +Synced +\S+\n$/);
    await ok`patch dep a --type=merge -p ${'{"status":{"health":{"status":"Healthy"}}}'}`;
    expect(await ok`get dep a -o jsonpath={.metadata.generation}/{.status.sync.status}/{.status.health.status}`).toBe('2/Synced/Healthy');
  });
});

describe('a bundle that goes', () => {
  it('waits for the finalizers of its objects, and lets no more come', async () => {
    await install('monitoring');
    await feed({ ...monitor('held'), metadata: { name: 'held', finalizers: ['example.com/hold'] } })`apply -f -`;
    await ok`delete crd monitors.watchers.example.com --wait=false`;
    await ok`wait --for=condition=Terminating crd/monitors.watchers.example.com --timeout=10s`;
    expect(await refuse(monitor('late'))`create -f -`).toContain('create not allowed while custom resource definition is terminating');
    expect(await ok`get monitors -o name`).toBe('monitor.watchers.example.com/held\n');
    await ok`patch monitor held --type=json -p ${'[{"op":"remove","path":"/metadata/finalizers"}]'}`;
    await ok`wait --for=delete crd/monitors.watchers.example.com --timeout=10s`;
    expect((await api().ask('GET', '/apis/watchers.example.com/v1/monitors')).code).toBe(404);
    expect((await api().ask('GET', '/apis/watchers.example.com/v1/rulesets')).code).toBe(200);
  });

  it.each(names)('takes its objects with it: %s', async (name) => {
    expect((await feed(...bundle(name))`delete --ignore-not-found --timeout=20s -f -`).split('\n').filter(Boolean)).toHaveLength(bundle(name).length - (name === 'monitoring' ? 1 : 0));
  });

  it('leaves nothing', async () => {
    expect(await ok`get crd -o name`).not.toContain('example.com');
    expect((await api().ask('GET', '/apis/gateways.example.com')).code).toBe(404);
  });
});
