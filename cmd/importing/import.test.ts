import { everything, kinds, parseLabelSelector, SteppedClock, type Client, type KubeObject, type ObjectList, type ResourceDefinition, type Resources } from '../../api';
import { memoryLogger } from '../../client/testing/until';
import type { Registry } from '../../registry';
import { object, openEmpty } from '../testing/registries';
import { objectsOf } from './cluster';
import { importObjects, type Imported, type ImportOptions } from './import';
import { inOrder } from './order';

const pod = (name: string, rest: object = {}): KubeObject => object('v1', 'Pod', name, { spec: { containers: [{ name: 'c', image: 'i' }] }, ...rest });
const claimed = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } };

async function* of(...objects: readonly KubeObject[]): AsyncGenerator<readonly KubeObject[]> {
  yield await Promise.resolve(objects);
}

async function take(registry: Registry, batches: AsyncIterable<readonly KubeObject[]>, options: Partial<ImportOptions> = {}): Promise<{ count: Imported; logged: readonly string[] }> {
  const log = memoryLogger();
  const count = await importObjects(batches, { client: registry, clock: new SteppedClock(), log, onError: 'skip', simulateNodes: false, ...options }, new AbortController().signal);
  return { count, logged: log.lines };
}

const counted = (parts: Partial<Imported>): Imported => ({ made: 0, 'left out': 0, 'there already': 0, refused: 0, ...parts });
const names = async <T extends KubeObject>(list: Promise<ObjectList<T>>): Promise<string[]> => (await list).items.map(({ metadata }) => `${metadata.namespace ? `${metadata.namespace}/` : ''}${metadata.name ?? ''}`);

describe('objects are made', () => {
  it('in an order in which they find what they need', async () => {
    const registry = await openEmpty();
    const { count } = await take(registry, of(
      pod('web', { metadata: { namespace: 'shop' }, spec: { priorityClassName: 'high', containers: [{ name: 'c', image: 'i' }] } }),
      object('v1', 'PersistentVolume', 'v', { spec: { capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'], hostPath: { path: '/x' }, claimRef: { namespace: 'shop', name: 'data', uid: 'theirs' } }, status: { phase: 'Bound' } }),
      object('v1', 'PersistentVolumeClaim', 'data', { metadata: { namespace: 'shop' }, spec: { ...claimed, volumeName: 'v' } }),
      object('scheduling.k8s.io/v1', 'PriorityClass', 'high', { value: 7 }),
      object('v1', 'Namespace', 'shop'),
    ));
    expect(count).toEqual(counted({ made: 5 }));
    const claim = await registry.of(kinds.persistentvolumeclaims).get({ namespace: 'shop', name: 'data' });
    expect((await registry.of(kinds.persistentvolumes).get({ name: 'v' })).spec.claimRef?.uid).toBe(claim.metadata.uid);
  });

  it('in the namespace default where they do not say; of custom kinds, whose definitions come along', async () => {
    const registry = await openEmpty();
    const crd = object('apiextensions.k8s.io/v1', 'CustomResourceDefinition', 'widgets.example.com', { spec: {
      group: 'example.com', scope: 'Namespaced', names: { plural: 'widgets', kind: 'Widget', singular: 'widget', listKind: 'WidgetList' },
      versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } } }],
    } });
    const { count } = await take(registry, of(object('example.com/v1', 'Widget', 'w'), pod('p'), crd));
    expect(count).toEqual(counted({ made: 3 }));
    expect(await names(registry.of(kinds.pods).list())).toEqual(['default/p']);
    expect((await registry.find('example.com', 'v1', 'widgets')!.list()).entries.map(({ key }) => key)).toEqual([{ namespace: 'default', name: 'w' }]);
  });

  it('but not pods that have ended, and not what is there', async () => {
    const registry = await openEmpty();
    await registry.of(kinds.nodes).create({ apiVersion: 'v1', kind: 'Node', metadata: { name: 'n', labels: { mine: 'yes' } }, spec: {}, status: {} });
    const { count } = await take(registry, of(object('v1', 'Node', 'n', { metadata: { labels: { theirs: 'yes' } } }), pod('done', { status: { phase: 'Succeeded' } }), pod('failed', { status: { phase: 'Failed' } }), pod('p', { status: { phase: 'Running' } })));
    expect(count).toEqual(counted({ made: 1, 'left out': 2, 'there already': 1 }));
    expect((await registry.of(kinds.nodes).get({ name: 'n' })).metadata.labels).toEqual({ mine: 'yes' });
  });

  it('nodes with a kubelet, where it is wanted', async () => {
    const registry = await openEmpty();
    await take(registry, of(object('v1', 'Node', 'n', { metadata: { annotations: { a: 'b' } } })), { simulateNodes: true });
    expect((await registry.of(kinds.nodes).get({ name: 'n' })).metadata.annotations).toEqual({ a: 'b', 'kwok.x-k8s.io/node': 'fake' });
  });
});

describe('an object that is refused', () => {
  const objects = [object('v1', 'Node', 'N'), object('v1', 'Node', 'n'), pod('p', { metadata: { namespace: 'nowhere' } }), object('example.com/v1', 'Nothing', 'x')];

  it('is named, and the rest is made', async () => {
    const registry = await openEmpty();
    const { count, logged } = await take(registry, of(...objects));
    expect(count).toEqual(counted({ made: 1, refused: 3 }));
    expect(logged.map((line) => /(\S+ \S+) is refused/.exec(line)?.[1]).sort()).toEqual(['Node N', 'Nothing x', 'Pod nowhere/p']);
  });

  it('ends it, if that is wanted', async () => {
    await expect(take(await openEmpty(), of(...objects), { onError: 'stop' })).rejects.toMatchObject({ message: expect.stringMatching(/^(?:Nothing x: no matches for kind|Node N: Node "N" is invalid)/) as string });
  });
});

describe('another cluster', () => {
  /** Whatever is asked but lists fails. */
  const readOnly = (client: Client, asked: string[]): Client => ({
    of<T extends KubeObject>(definition: ResourceDefinition<T>): Resources<T> {
      const list: Resources<T>['list'] = (options) => {
        asked.push(`${definition.names.plural}${options?.continue ? '…' : ''}`);
        return client.of(definition).list(options);
      };
      return { list } as Resources<T>;
    },
  });

  it('is asked for nothing but lists, a page at a time', async () => {
    const source = await openEmpty();
    for (let i = 0; i < 1100; i++) await source.of(kinds.nodes).create({ apiVersion: 'v1', kind: 'Node', metadata: { name: `n${i}` }, spec: {}, status: {} });
    const asked: string[] = [];
    const target = await openEmpty();
    const { count } = await take(target, objectsOf(readOnly(source, asked), [kinds.namespaces, kinds.nodes] as never, everything));
    expect(asked).toEqual(['namespaces', 'nodes', 'nodes…', 'nodes…']);
    expect(count).toEqual(counted({ made: 1100, 'there already': 4 }));
  });

  it('gives what the labels select', async () => {
    const source = await openEmpty();
    for (const env of ['a', 'b']) await source.of(kinds.namespaces).create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: `of-${env}`, labels: { env } }, spec: {}, status: {} });
    const target = await openEmpty();
    await take(target, objectsOf(source, [kinds.namespaces] as never, parseLabelSelector('env=a')));
    expect(await names(target.of(kinds.namespaces).list({ labels: parseLabelSelector('env') }))).toEqual(['of-a']);
  });
});

it('steps are in order, and keep the order of what comes between', () => {
  const of = (kind: string): { kind: string } => ({ kind });
  expect(inOrder([of('Pod'), of('Deployment'), of('Namespace'), of('Service'), of('Node'), of('Namespace')]).map((step) => step.map(({ kind }) => kind))).toEqual([
    ['Namespace', 'Namespace'], ['Deployment', 'Service'], ['Node'], ['Pod'],
  ]);
});
