/** A version may judge otherwise than the stored one what is written through it. */
import { kinds, seededRandom, silentLogger, SteppedClock } from '../api';
import { openRegistry, openStorage, type Registry, type ResourceStore } from './index';

let registry: Registry;
const find = (group: string, version: string, plural: string): ResourceStore => registry.find(group, version, plural) as ResourceStore;

beforeEach(async () => {
  const deps = { clock: new SteppedClock(), random: seededRandom(1), log: silentLogger };
  registry = await openRegistry({ ...deps, kv: await openStorage('memory:', deps), freeze: true });
});

afterEach(() => registry.close());

const hooks = { metadata: { name: 'hooks' }, webhooks: [{ name: 'a.example.com', clientConfig: { url: 'https://example.com/hook' } }] };

it('a webhook that does not say what it does is stored by the older version alone', async () => {
  const { object } = await find('admissionregistration.k8s.io', 'v1beta1', 'validatingwebhookconfigurations').create(hooks, undefined);
  expect(object).toMatchObject({ apiVersion: 'admissionregistration.k8s.io/v1beta1', webhooks: [{ sideEffects: 'Unknown' }] });
  const other = { ...hooks, metadata: { name: 'other' }, webhooks: [{ ...hooks.webhooks[0], sideEffects: 'Unknown', admissionReviewVersions: ['v1'] }] };
  await expect(find('admissionregistration.k8s.io', 'v1', 'validatingwebhookconfigurations').create(other, undefined)).rejects.toMatchObject({ code: 422 });
});

it('what it stored can be changed by the newer one', async () => {
  await find('admissionregistration.k8s.io', 'v1beta1', 'validatingwebhookconfigurations').create(hooks, undefined);
  const changed = await registry.of(kinds.validatingwebhookconfigurations).update({ name: 'hooks' }, (current) => ({ ...current, metadata: { ...current.metadata, labels: { a: 'b' } } }));
  expect(changed).toMatchObject({ metadata: { labels: { a: 'b' } }, webhooks: [{ sideEffects: 'Unknown' }] });
});

it('labels of an endpoint are kept when they come by the older version, and dropped otherwise', async () => {
  const slice = (name: string, endpoint: object) => ({ metadata: { name, namespace: 'default' }, addressType: 'IPv4', endpoints: [{ addresses: ['10.0.0.1'], ...endpoint }], ports: [] });
  await find('discovery.k8s.io', 'v1beta1', 'endpointslices').create(slice('old', { topology: { rack: '7', 'topology.kubernetes.io/zone': 'a' } }), 'default');
  expect(await registry.of(kinds.endpointslices).get({ namespace: 'default', name: 'old' })).toMatchObject({ endpoints: [{ zone: 'a', deprecatedTopology: { rack: '7' } }] });
  const { object } = await find('discovery.k8s.io', 'v1', 'endpointslices').create(slice('new', { deprecatedTopology: { rack: '7' } }), 'default');
  expect(object).not.toHaveProperty('endpoints.0.deprecatedTopology');
});

it('questions are answered in the version in which they are asked', async () => {
  const review = { spec: { user: 'ann', group: ['dev'], resourceAttributes: { verb: 'get', resource: 'pods' } } };
  const { object } = await find('authorization.k8s.io', 'v1beta1', 'subjectaccessreviews').create(review, undefined);
  expect(object).toMatchObject({ apiVersion: 'authorization.k8s.io/v1beta1', spec: { group: ['dev'] }, status: { allowed: true } });
});
