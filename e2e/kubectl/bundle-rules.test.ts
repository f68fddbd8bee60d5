/** What bundles say of their objects, as kubectl tells it: schemas, formats, rules in CEL, what was before, and schemas that change while they are served. */
import { bundleStory } from '../fixtures/bundle-story';

const { ok, feed, refuse, json, bundle, install } = bundleStory('judged');

interface Crd { metadata: { name: string }; spec: { versions: { name: string; schema: { openAPIV3Schema: Node } }[] } }
interface Node { properties: Record<string, Node>; items: Node; [field: string]: unknown }

beforeAll(() => install('gateways'));

const pool = (spec: object, name = 'p'): object => ({ apiVersion: 'gateways.example.com/v1alpha1', kind: 'AddressPool', metadata: { name }, spec: { networks: ['10.0.0.0/8'], ...spec } });
const gateway = (listeners: readonly object[], more: object = {}, name = 'g'): object =>
  ({ apiVersion: 'gateways.example.com/v1', kind: 'Gateway', metadata: { name }, spec: { gatewayClassName: 'c', listeners, ...more } });
const route = (rule: object, name = 'r'): object => ({ apiVersion: 'gateways.example.com/v1', kind: 'Route', metadata: { name }, spec: { rules: [rule] } });
const http = { name: 'http', port: 80, protocol: 'HTTP' };

/** A definition of the bundle, with the schema of every version changed. */
function changed(plural: string, change: (spec: Node) => void): object {
  const found = (bundle('gateways') as Crd[]).find(({ metadata }) => metadata.name === `${plural}.gateways.example.com`);
  const copy = JSON.parse(JSON.stringify(found)) as Crd;
  for (const { schema } of copy.spec.versions) change(schema.openAPIV3Schema.properties.spec as Node);
  return copy;
}

const part = (node: Node, ...names: readonly string[]): Node => names.reduce((at, name) => at.properties[name] as Node, node);

describe('rules', () => {
  it.each<[string, object, string]>([
    ['a network that is none', pool({ networks: ['10.0.0.1/8'] }), 'spec.networks[0]: Invalid value: "string": \'10.0.0.1/8\' is no network'],
    ['no address', pool({ gateway: 'here' }), 'spec.gateway: Invalid value: "string": a gateway has an address'],
    ['an address of elsewhere', pool({ gateway: '11.0.0.1' }), 'spec.gateway: Invalid value: "object": gateway 11.0.0.1 is in none of 10.0.0.0/8'],
    ['no label', pool({ label: 'A b' }), 'spec.label: Invalid value: "string": a label is a label of DNS'],
    ['too little', pool({ bandwidth: '9M' }), 'at least 10M'],
    ['too little in a number', pool({ bandwidth: 10 }), 'at least 10M'],
    ['what begins elsewhere', pool({ generation: 3 }), 'spec.generation: Invalid value: "integer": begins with 0 and grows'],
    ['two listeners in one place', gateway([http, { ...http, name: 'other' }]), 'spec.listeners: Invalid value: "array": Combination of port, protocol and hostname must be unique for each listener'],
    ['TLS without', gateway([{ ...http, tls: { certificateRefs: [{ name: 'a' }] } }]), 'spec.listeners: Invalid value: "array": tls must not be specified for protocols [\'HTTP\', \'TCP\', \'UDP\']'],
    ['TLS with no certificate', gateway([{ ...http, protocol: 'HTTPS', tls: {} }]), 'spec.listeners[0].tls: Invalid value: "object": '],
    ['a port that is none', gateway([{ ...http, port: 0 }]), 'spec.listeners[0].port: Invalid value: 0: spec.listeners[0].port in body should be greater than or equal to 1'],
    ['an address in another format', gateway([http], { addresses: [{ value: 'x' }] }), 'spec.addresses[0]'],
    ['a path that is none', route({ matches: [{ path: { value: '/a b' } }] }), 'spec.rules[0].matches[0].path: Invalid value: "object": a path is not \'/a b\''],
    ['a Service without a port', route({ backendRefs: [{ name: 's' }] }), 'spec.rules[0].backendRefs[0]: Invalid value: "object": Must have port for Service reference'],
    ['a filter that is not there', route({ filters: [{ type: 'RequestRedirect' }] }), 'spec.rules[0].filters[0].requestRedirect: Required value: filter.requestRedirect must be specified for RequestRedirect filter.type'],
    ['longer than the whole', route({ timeouts: { request: '1s', backendRequest: '2s' } }), 'spec.rules[0].timeouts: Invalid value: "object": backendRequest timeout cannot be longer than request timeout'],
  ])('refuse %s', async (_what, object, text) => {
    expect(await refuse(object)`create -f -`).toContain(text);
    expect(await refuse(object)`apply --server-side -f -`).toContain(text);
  });

  it('refuse items that are there twice, as an object and as a configuration', async () => {
    const networks = pool({ networks: ['10.0.0.0/8', '10.0.0.0/8'] });
    expect(await refuse(networks)`create -f -`).toContain('spec.networks[1]: Duplicate value: "10.0.0.0/8"');
    expect(await refuse(networks)`apply --server-side -f -`).toContain('.spec.networks: duplicate entries for key [="10.0.0.0/8"]');
    expect(await refuse(gateway([http, http]))`create -f -`).toContain('spec.listeners[1]: Duplicate value: {"name":"http"}');
    expect(await refuse(gateway([http, http]))`apply --server-side -f -`).toContain('.spec.listeners: duplicate entries for key [name="http"]');
  });

  it('let pass what is as it should be', async () => {
    await feed(
      pool({ networks: ['10.0.0.0/8', 'fd00::/64'], gateway: '10.0.0.1', label: 'a-b', bandwidth: '1G', generation: 0 }),
      gateway([http, { name: 'https', port: 443, protocol: 'HTTPS', tls: { options: { a: 'b' } } }], { addresses: [{ value: '10.0.0.1' }, { type: 'Hostname', value: 'x' }] }),
      route({ matches: [{ path: { type: 'Exact', value: '/a/b' }, headers: [{ name: 'X', value: 'y' }] }], backendRefs: [{ name: 's', port: 80 }], timeouts: { request: '2s', backendRequest: '1s' } }),
    )`apply -f -`;
  });

  it('look at what was there before', async () => {
    await ok`patch pool p --type=merge -p ${'{"spec":{"generation":2}}'}`;
    expect(await refuse(pool({ generation: 1 }))`apply -f -`).toContain('spec.generation: Invalid value: "integer": begins with 0 and grows');
    await feed({ apiVersion: 'gateways.example.com/v1', kind: 'GatewayClass', metadata: { name: 'c' }, spec: { controllerName: 'a' } })`apply -f -`;
    expect(await refuse({ apiVersion: 'gateways.example.com/v1', kind: 'GatewayClass', metadata: { name: 'c' }, spec: { controllerName: 'b' } })`apply -f -`).toContain('spec.controllerName: Invalid value: "string": Value is immutable');
  });
});

describe('a schema that changes while it is served', () => {
  it('lets be what was there before and is not touched, whether a value or a rule forbids it now', async () => {
    await feed(pool({ label: 'old', gateway: '10.0.0.9' }, 'early'))`apply -f -`;
    await feed(changed('addresspools', (spec) => {
      part(spec, 'label').enum = ['new'];
      part(spec, 'gateway')['x-kubernetes-validations'] = [{ rule: 'self.startsWith("10.1.")', message: 'only 10.1' }];
      part(spec, 'networks').maxItems = 4;
    }))`apply --server-side -f -`;
    await ratcheted();
    expect(await ok`patch pool early --type=merge -p ${'{"spec":{"bandwidth":"20M"}}'}`).toContain('patched');
    expect(await refuse(pool({ label: 'older', gateway: '10.0.0.9', bandwidth: '20M' }, 'early'))`replace -f -`).toContain('spec.label: Unsupported value: "older": supported values: "new"');
    expect(await refuse(pool({ label: 'old', gateway: '10.0.0.8', bandwidth: '20M' }, 'early'))`replace -f -`).toContain('spec.gateway: Invalid value: "string": only 10.1');
    expect(await feed(pool({ label: 'new', gateway: '10.1.0.1' }, 'early'))`replace -f -`).toContain('replaced');
  });

  it('has defaults for what is stored already, and keeps a field from then on', async () => {
    await feed(changed('routes', (spec) => { spec.properties.priority = { type: 'integer', default: 7 } as unknown as Node; }))`apply --server-side -f -`;
    await until(async () => (await ok`get routes.gateways.example.com r -o jsonpath={.spec.priority}`) === '7');
    await ok`patch routes.gateways.example.com r --type=merge -p ${'{"spec":{"priority":8}}'}`;
    expect(await json`get routes.v1beta1.gateways.example.com r`).toMatchObject({ apiVersion: 'gateways.example.com/v1beta1', spec: { priority: 8 } });
    expect(await ok`explain routes.spec.priority`).toContain('<integer>');
  });

  it('that does not compile or costs too much is refused as a whole; what was there goes on', async () => {
    const broken = changed('gateways', (spec) => { spec['x-kubernetes-validations'] = [{ rule: 'self.listener.size() > 0' }]; });
    expect(await refuse(broken)`apply --server-side --force-conflicts -f -`).toMatch(/openAPIV3Schema\.properties\[spec\]\.x-kubernetes-validations\[0\]\.rule: Invalid value: [\s\S]*undefined field 'listener'/);
    const costly = changed('gateways', (spec) => {
      delete part(spec, 'listeners').maxItems;
      part(spec, 'listeners')['x-kubernetes-validations'] = [{ rule: 'self.all(a, self.all(b, self.all(c, a.name != b.name || b.name != c.name)))' }];
    });
    expect(await refuse(costly)`apply --server-side --force-conflicts -f -`).toMatch(/estimated rule cost exceeds budget by factor of more than 100x|estimated rule cost exceeds budget by more than 100x/);
    expect(await refuse(gateway([]))`apply -f -`).toContain('spec.listeners: Invalid value: 0: spec.listeners in body should have at least 1 items');
  });
});

/** The schema that was applied is the one that is served, once a new object is refused by it. */
const ratcheted = (): Promise<void> => until(async () => /Unsupported value/.test(await refuse(pool({ label: 'other' }, 'probe'))`create --dry-run=server -f -`.catch(() => '')));

async function until(happened: () => Promise<boolean>): Promise<void> {
  while (!(await happened()));
}
