/** The story of owners and what they own, custom resources among them: deleted behind them, before them, or left. */
import type { KubeObject, List } from '../harness/api';
import { story } from '../harness/story';

const { ok, json, refused, feed, api } = story('family');

const minute = 60_000;
const configMaps = '/api/v1/namespaces/family/configmaps';
const owners = '/apis/example.com/v1/namespaces/family/owners';

interface Owned extends KubeObject { metadata: KubeObject['metadata'] & { uid: string; finalizers?: string[]; ownerReferences?: { name: string }[] } }

const definition = (plural: string, kind: string, scope: string): object => ({
  apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', metadata: { name: `${plural}.example.com` },
  spec: {
    group: 'example.com', scope, names: { plural, kind },
    versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } } }],
  },
});

async function owner(name: string, kind = 'Owner'): Promise<object> {
  await feed({ apiVersion: 'example.com/v1', kind, metadata: { name } })`create -f -`;
  const { metadata: { uid } } = await json<Owned>`get ${kind} ${name}`;
  return { apiVersion: 'example.com/v1', kind, name, uid };
}

const owned = (name: string, reference: object, metadata: object = {}): object =>
  ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, labels: { of: 'owner' }, ownerReferences: [reference], ...metadata } });

const names = (): Promise<string> => ok`get configmaps -l of=owner -o name`;
const held = { finalizers: ['example.com/hold'] };
const release = '[{"op":"remove","path":"/metadata/finalizers"}]';

beforeAll(async () => {
  await feed(definition('owners', 'Owner', 'Namespaced'), definition('patrons', 'Patron', 'Cluster'))`create -f -`;
  await ok`wait --for=condition=Established crd/owners.example.com crd/patrons.example.com --timeout=10s`;
});

it('in the background: the owner goes at once, what it owns soon after', async () => {
  await feed(owned('a', await owner('behind')), owned('b', await owner('other')))`create -f -`;
  await ok`delete owner behind --cascade=background`;
  await api().untilNone(configMaps, 'fieldSelector=metadata.name%3Da');
  expect(await names()).toBe('configmap/b\n');
  await ok`delete owner other`;
  await api().untilNone(configMaps, 'labelSelector=of%3Downer');
}, minute);

it('in the foreground: the owner waits for those that say so, and for them alone', async () => {
  const reference = await owner('first');
  await feed(owned('blocks', { ...reference, blockOwnerDeletion: true }, held), owned('does-not', reference, held), owned('goes', { ...reference, blockOwnerDeletion: true }))`create -f -`;
  await ok`delete owner first --cascade=foreground --wait=false`;
  await api().untilNone(configMaps, 'fieldSelector=metadata.name%3Dgoes');
  const { metadata } = await json<Owned>`get owner first`;
  expect(metadata).toMatchObject({ finalizers: ['foregroundDeletion'], deletionTimestamp: expect.any(String) as string });
  expect((await json<Owned>`get configmap blocks`).metadata.deletionTimestamp).toBeDefined();
  await ok`patch configmap blocks --type=json -p ${release}`;
  await api().untilNone(owners, 'fieldSelector=metadata.name%3Dfirst');
  // It did not hold its owner, and is asked to go all the same.
  await api().until<Owned>(configMaps, 'does-not', ({ metadata: { deletionTimestamp } }) => deletionTimestamp !== undefined);
  await ok`patch configmap does-not --type=json -p ${release}`;
  await api().untilNone(configMaps, 'labelSelector=of%3Downer');
}, minute);

it('in the foreground through three generations, the youngest first', async () => {
  await ok`create deployment web --image=nginx`;
  await ok`rollout status deployment/web --timeout=30s`;
  const collections = ['/api/v1/namespaces/family/pods', '/apis/apps/v1/namespaces/family/replicasets', '/apis/apps/v1/namespaces/family/deployments'];
  /** The revision at which what is there now goes. */
  const goes = async (collection: string): Promise<() => Promise<number>> => {
    const { metadata: { resourceVersion } } = await api().get<List<KubeObject>>(collection);
    return async () => Number((await api().firstEvent<KubeObject>(`${collection}?watch=1&resourceVersion=${resourceVersion}`, ({ type }) => type === 'DELETED')).object.metadata.resourceVersion);
  };
  const ends = await Promise.all(collections.map(goes));
  await ok`delete deployment web --cascade=foreground --timeout=50s`;
  const revisions = await Promise.all(ends.map((end) => end()));
  expect(revisions).toEqual([...revisions].sort((x, y) => x - y));
  expect(await ok`get replicasets,pods -l app=web -o name`).toBe('');
}, minute);

it('orphans stay, and know no owner any more', async () => {
  await feed(owned('left', await owner('gone')))`create -f -`;
  await ok`delete owner gone --cascade=orphan`;
  expect(await refused`get owner gone`).toContain('owners.example.com "gone" not found');
  expect((await json<Owned>`get configmap left`).metadata.ownerReferences).toBeUndefined();
  await ok`delete configmap left`;
}, minute);

it('one owner of two is enough', async () => {
  const [one, two] = [await owner('one'), await owner('two')];
  await feed(owned('shared', one, { ownerReferences: [one, two] }))`create -f -`;
  await ok`delete owner one`;
  await api().until<Owned>(configMaps, 'shared', ({ metadata: { ownerReferences } }) => ownerReferences?.length === 1);
  expect((await json<Owned>`get configmap shared`).metadata.ownerReferences?.map(({ name }) => name)).toEqual(['two']);
  await ok`delete owner two`;
  await api().untilNone(configMaps, 'labelSelector=of%3Downer');
}, minute);

it('what belongs to the cluster may own what is in a namespace, but nobody owns across namespaces', async () => {
  await feed(owned('sponsored', await owner('rich', 'Patron')))`create -f -`;
  await ok`delete patron rich`;
  await api().untilNone(configMaps, 'labelSelector=of%3Downer');

  const reference = await owner('here');
  await ok`create namespace elsewhere`;
  await feed(owned('stray', reference))`-n elsewhere create -f -`;
  await api().untilNone('/api/v1/namespaces/elsewhere/configmaps', 'labelSelector=of%3Downer');
  expect(await ok`-n elsewhere get events`).toMatch(/Warning +OwnerRefInvalidNamespace +configmap\/stray +ownerRef \[example\.com\/v1\/Owner, namespace: elsewhere, name: here, uid: \S+\] does not exist in namespace "elsewhere"/);
}, minute);
