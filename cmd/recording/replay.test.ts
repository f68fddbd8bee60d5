import { kinds, silentLogger, SteppedClock, type core, type KubeObject } from '../../api';
import { memoryLogger } from '../../client/testing/until';
import type { Registry } from '../../registry';
import { object, openEmpty } from '../testing/registries';
import { formatEntry, type RecordedEvent } from './entry';
import { linesOf } from './lines';
import { atOnce, spaced, stepwise, type Pace } from './pace';
import { replay, type Replayed, type ReplayOptions } from './replay';

const node = (name: string, rest: object = {}): KubeObject => object('v1', 'Node', name, rest);
const foreign = { uid: 'theirs', resourceVersion: '17', generation: 3, creationTimestamp: '2020-01-01T00:00:00Z', managedFields: [] };
const pod = (name: string, { nodeName, metadata, ...spec }: Partial<core.PodSpec> & Partial<KubeObject> = {}): KubeObject =>
  object('v1', 'Pod', name, { metadata: { namespace: 'default', ...foreign, ...metadata }, spec: { containers: [{ name: 'c', image: 'i' }], ...spec, ...(nodeName && { nodeName }) }, status: { phase: 'Running' } });

const start = Date.UTC(2026, 0, 1);
const line = (event: RecordedEvent, resource: KubeObject, seconds = 0): string => formatEntry({ time: start + seconds * 1000, event, resource });

async function* chunks(...lines: readonly string[]): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(Buffer.from(lines.join('')));
}

interface Run { readonly count: Replayed; readonly logged: readonly string[] }

async function play(registry: Registry, lines: readonly string[], options: Partial<ReplayOptions> = {}): Promise<Run> {
  const log = memoryLogger();
  const count = await replay(linesOf(chunks(...lines)), { client: registry, clock: new SteppedClock(), log, pace: atOnce, onError: 'stop', placements: 'simulated', ...options }, new AbortController().signal);
  return { count, logged: log.lines };
}

const counted = (parts: Partial<Replayed>): Replayed => ({ made: 0, 'left out': 0, 'there already': 0, failed: 0, ...parts });

describe('a change is made again', () => {
  it('an object comes, changes and goes', async () => {
    const registry = await openEmpty();
    const nodes = registry.of(kinds.nodes);
    await play(registry, [line('Add', node('n', { metadata: { labels: { zone: 'a' } }, status: { capacity: { cpu: '4' } } }))]);
    expect(await nodes.get({ name: 'n' })).toMatchObject({ metadata: { labels: { zone: 'a' } }, status: { capacity: { cpu: '4' } } });
    await play(registry, [line('Update', node('n', { metadata: { annotations: { a: 'b' } }, spec: { unschedulable: true }, status: { capacity: { cpu: '8' } } }))]);
    const changed = await nodes.get({ name: 'n' });
    expect(changed).toMatchObject({ metadata: { annotations: { a: 'b' } }, spec: { unschedulable: true }, status: { capacity: { cpu: '8' } } });
    expect(changed.metadata.labels).toBeUndefined();
    expect((await play(registry, [line('Delete', node('n'))])).count).toEqual(counted({ made: 1 }));
    expect((await nodes.list()).items).toEqual([]);
  });

  it('without what the other cluster gave it', async () => {
    const registry = await openEmpty();
    await play(registry, [line('Add', pod('p', { serviceAccountName: 'builder', metadata: { ownerReferences: [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'r', uid: 'r' }], finalizers: ['batch.kubernetes.io/job-tracking'] } }))]);
    const { metadata, spec, status } = await registry.of(kinds.pods).get({ namespace: 'default', name: 'p' });
    expect(metadata.uid).not.toBe('theirs');
    expect(metadata.ownerReferences).toBeUndefined();
    expect(metadata.finalizers).toBeUndefined();
    expect(spec.serviceAccountName).toBe('default');
    expect(status.phase).toBe('Pending');
  });

  it('objects of a custom kind right behind its definition', async () => {
    const registry = await openEmpty();
    const names = { plural: 'widgets', singular: 'widget', kind: 'Widget', listKind: 'WidgetList' };
    const definition = object('apiextensions.k8s.io/v1', 'CustomResourceDefinition', 'widgets.example.com', {
      spec: { group: 'example.com', scope: 'Cluster', names, versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } } }] },
    });
    const widget = (size: number): KubeObject => object('example.com/v1', 'Widget', 'w', { size });
    expect((await play(registry, [line('Add', definition), line('Add', widget(1)), line('Update', widget(2)), line('Delete', widget(2))])).count).toEqual(counted({ made: 4 }));
  });

  it('a volume is bound to the claim that is here', async () => {
    const registry = await openEmpty();
    const claim = object('v1', 'PersistentVolumeClaim', 'c', {
      metadata: { namespace: 'default', ...foreign }, spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, volumeName: 'v', storageClassName: '' }, status: { phase: 'Bound' },
    });
    const volume = (claimRef: object): KubeObject => object('v1', 'PersistentVolume', 'v', {
      spec: { accessModes: ['ReadWriteOnce'], capacity: { storage: '1Gi' }, hostPath: { path: '/x' }, claimRef: { kind: 'PersistentVolumeClaim', apiVersion: 'v1', namespace: 'default', ...claimRef } }, status: { phase: 'Bound' },
    });
    await play(registry, [line('Add', claim), line('Add', volume({ name: 'c', uid: 'theirs' }))]);
    const { metadata } = await registry.of(kinds.persistentvolumeclaims).get({ namespace: 'default', name: 'c' });
    expect((await registry.of(kinds.persistentvolumes).get({ name: 'v' })).spec.claimRef).toMatchObject({ name: 'c', uid: metadata.uid });
    await play(registry, [line('Delete', volume({ name: 'c' })), line('Delete', claim)]);
  });
});

describe('pods that have a node', () => {
  const bound = [line('Add', pod('p')), line('Update', pod('p', { nodeName: 'n', metadata: { labels: { seen: 'yes' } } }))];

  it('are left to the scheduler', async () => {
    const registry = await openEmpty();
    expect((await play(registry, bound)).count).toEqual(counted({ made: 1, 'left out': 1 }));
    const { spec, metadata } = await registry.of(kinds.pods).get({ namespace: 'default', name: 'p' });
    expect(spec.nodeName).toBeUndefined();
    expect(metadata.labels).toBeUndefined();
  });

  it('or go where they were', async () => {
    const registry = await openEmpty();
    expect((await play(registry, [...bound, bound[1] ?? ''], { placements: 'recorded' })).count).toEqual(counted({ made: 3 }));
    const { spec, metadata } = await registry.of(kinds.pods).get({ namespace: 'default', name: 'p' });
    expect(spec.nodeName).toBe('n');
    expect(metadata.labels).toEqual({ seen: 'yes' });
  });

  it('from the start stay there', async () => {
    const registry = await openEmpty();
    await play(registry, [line('Add', pod('p', { nodeName: 'n' }))]);
    expect((await registry.of(kinds.pods).get({ namespace: 'default', name: 'p' })).spec.nodeName).toBe('n');
  });

  it('that are gone are gone at once', async () => {
    const registry = await openEmpty();
    await play(registry, [line('Add', pod('p', { nodeName: 'n' })), line('Delete', pod('p'))]);
    expect((await registry.of(kinds.pods).list()).items).toEqual([]);
  });

  it('an update of one without a node keeps the node that it has got here', async () => {
    const registry = await openEmpty();
    await play(registry, [line('Add', pod('p'))]);
    const key = { namespace: 'default', name: 'p' };
    await registry.of(kinds.pods).invoke(key, 'binding', { apiVersion: 'v1', kind: 'Binding', metadata: key, target: { kind: 'Node', name: 'here' } } as core.Binding);
    await play(registry, [line('Update', pod('p', { metadata: { labels: { a: 'b' } } }))]);
    expect(await registry.of(kinds.pods).get(key)).toMatchObject({ metadata: { labels: { a: 'b' } }, spec: { nodeName: 'here' } });
  });
});

it('an update of a pod changes what may change, and leaves what this cluster has filled in', async () => {
  const registry = await openEmpty();
  const toleration = { key: 'spot', operator: 'Exists' } as core.Toleration;
  await play(registry, [
    line('Add', pod('p', { schedulingGates: [{ name: 'hold' }] })),
    line('Update', pod('p', { tolerations: [toleration], nodeSelector: { zone: 'a' }, schedulingGates: [{ name: 'hold' }], containers: [{ name: 'c', image: 'newer' }] as core.Container[] })),
    line('Update', pod('p', { tolerations: [toleration], nodeSelector: { zone: 'a' }, activeDeadlineSeconds: 60 })),
  ]);
  const { spec } = await registry.of(kinds.pods).get({ namespace: 'default', name: 'p' });
  expect(spec).toMatchObject({ nodeSelector: { zone: 'a' }, activeDeadlineSeconds: 60, containers: [{ image: 'i' }], serviceAccountName: 'default' });
  expect(spec.schedulingGates).toBeUndefined();
  expect(spec.tolerations?.map(({ key }) => key)).toEqual(['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable', 'spot']);
});

describe('what goes wrong', () => {
  it('an object that is there already is told', async () => {
    const registry = await openEmpty();
    const { count, logged } = await play(registry, [line('Add', node('n')), line('Add', node('n'))]);
    expect(count).toEqual(counted({ made: 1, 'there already': 1 }));
    expect(logged).toEqual(['warn: line 2: Node n is there already']);
  });

  const good = line('Add', node('n'));
  it.each<[string, string]>([
    [line('Update', node('gone')), 'line 1: nodes "gone" not found'],
    [line('Delete', pod('gone')), 'line 1: pods "gone" not found'],
    ['{"time":"2026-01-01T00:00:00Z","event":"Patch","resource":{"apiVersion":"v1","kind":"Node","metadata":{"name":"n"}}}\n', 'line 1: event "Patch" is none of Add, Update, Delete'],
    [line('Add', node('UPPER')), 'line 1: Node "UPPER" is invalid: metadata.name: Invalid value: "UPPER": '],
    [line('Add', pod('p', { metadata: { namespace: 'nowhere' } })), 'line 1: namespaces "nowhere" not found'],
    [line('Add', object('v1', 'Widget', 'w')), 'line 1: no matches for kind "Widget" in version "v1"'],
    [line('Add', object('example.com/v1', 'Widget', 'w')), 'line 1: no matches for kind "Widget" in version "example.com/v1"'],
    ['nonsense\n', 'line 1: no JSON: '],
  ])('%j ends it, or is left and told', async (bad, why) => {
    const registry = await openEmpty();
    await expect(play(registry, [bad, good])).rejects.toThrow(why);
    expect((await registry.of(kinds.nodes).list()).items).toEqual([]);
    const { count, logged } = await play(registry, [bad, good], { onError: 'skip' });
    expect(count).toEqual(counted({ made: 1, failed: 1 }));
    expect(logged).toEqual([expect.stringContaining(`warn: ${why}`)]);
  });

  it('a server that is not there ends it in any case', async () => {
    const registry = await openEmpty();
    await registry.close();
    await expect(play(registry, [good], { onError: 'skip' })).rejects.toThrow(/^line 1: /);
  });
});

describe('the end of a recording', () => {
  it('may be without its newline', async () => {
    const registry = await openEmpty();
    expect((await play(registry, [line('Add', node('a')), '\n', line('Add', node('b')).trimEnd()])).count).toEqual(counted({ made: 2 }));
  });

  it('that is torn off is named', async () => {
    const registry = await openEmpty();
    await expect(play(registry, [line('Add', node('a')), line('Add', node('b')).slice(0, 60)])).rejects.toThrow('line 2: the recording is torn off in the middle of it (no JSON: ');
  });

  it('nothing is made of nothing', async () => {
    expect((await play(await openEmpty(), [])).count).toEqual(counted({}));
  });
});

describe('pace', () => {
  const three = [line('Add', node('a')), line('Add', node('b'), 10), line('Add', node('c'), 40), line('Add', node('d'), 20)];

  /** How many nodes there are after each step. */
  async function nodesAfter(pace: (clock: SteppedClock) => Pace, steps: readonly number[]): Promise<number[]> {
    const registry = await openEmpty();
    const clock = new SteppedClock();
    const playing = play(registry, three, { pace: pace(clock) });
    const counts: number[] = [];
    for (const ms of steps) {
      await clock.step(ms);
      // What has fallen due is written before the next timer is set, or all is over.
      while (clock.untilNext() === undefined && (await registry.of(kinds.nodes).list()).items.length < three.length) await clock.step(0);
      counts.push((await registry.of(kinds.nodes).list()).items.length);
    }
    await playing;
    return counts;
  }

  it.each<[number, number[], number[]]>([
    [1, [0, 9_999, 1, 29_999, 1], [1, 1, 2, 2, 4]],
    [2, [0, 4_999, 1, 14_999, 1], [1, 1, 2, 2, 4]],
    [0.5, [0, 19_999, 1, 59_999, 1], [1, 1, 2, 2, 4]],
  ])('at speed %d', async (speed, steps, counts) => {
    expect(await nodesAfter((clock) => spaced(clock, speed), steps)).toEqual(counts);
  });

  it('step by step, until somebody has had enough', async () => {
    const registry = await openEmpty();
    const asked: string[] = [];
    const pace = stepwise((question) => Promise.resolve(asked.push(question) < 3));
    expect((await play(registry, [...three.slice(0, 2), line('Add', pod('p'), 12.5)], { pace })).count).toEqual(counted({ made: 2 }));
    expect(asked).toEqual(['line 1 (+0.0s): Add Node a', 'line 2 (+10.0s): Add Node b', 'line 3 (+2.5s): Add Pod default/p']);
  });

  it('a wait is cut short', async () => {
    const stopping = new AbortController();
    const clock = new SteppedClock();
    const registry = await openEmpty();
    const playing = replay(linesOf(chunks(...three)), { client: registry, clock, log: silentLogger, pace: spaced(clock, 1), onError: 'stop', placements: 'simulated' }, stopping.signal);
    while (clock.untilNext() === undefined) await clock.step(0);
    stopping.abort();
    expect(await playing).toEqual(counted({ made: 1 }));
  });
});
