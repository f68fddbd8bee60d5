/** Resources that are changed in place, on plain values: section 9.4 of the document's specification. */
import { bcsRules, type bcs, type core } from '../../../api';
import { resize } from './resources';
import { application, now, taskgroup, world } from './testing/world';
import type { Action, Taskgroup, World } from './world';

const { timing, marks } = bcsRules;
const step = timing.delays.updateResource;

const definitionWith = (limits: object, requests: object = {}, image = 'web:1'): Record<string, unknown> =>
  ({ kind: 'application', metadata: { name: 'web' }, spec: { instance: 1, template: { spec: { containers: [{ image, resources: { limits, requests } }] } } } });

const withResources = (resources: core.ResourceRequirements, more: Partial<Taskgroup> = {}, node = 'n'): Taskgroup =>
  taskgroup(more, { spec: { nodeName: node, containers: [{ name: 'c0', image: 'web:1', resources }] } });

const small: core.ResourceRequirements = { requests: { cpu: '500m', memory: '64Mi', 'ephemeral-storage': '1Gi' }, limits: { cpu: '500m', memory: '64Mi' } };

const transaction: bcs.Transaction = { operation: 'resource', id: '1', begun: now - 99_000, notBefore: now, deadline: now + 480_000 };

function go(definition: Record<string, unknown>, taskgroups: readonly Taskgroup[], parts: Partial<World> = {}) {
  return resize(world({ application: application({ spec: { definition, instances: 5 } }), taskgroups, ...parts }), transaction);
}

const resized = (actions: readonly Action[]): readonly (readonly [number, core.ResourceRequirements | undefined])[] =>
  actions.flatMap((action) => (action.do === 'resize' ? [[Number(action.pod.metadata.name?.split('.')[0]), action.resources.get('c0')] as const] : []));

test.each<[string, Record<string, unknown>, core.ResourceRequirements, core.ResourceRequirements | undefined]>([
  ['more of both', definitionWith({ cpu: '1', memory: '128' }), small, { requests: { cpu: '1', memory: '128Mi', 'ephemeral-storage': '1Gi' }, limits: { cpu: '1', memory: '128Mi' } }],
  ['the same in other words', definitionWith({ cpu: '0.5', memory: '64' }), small, undefined],
  ['another image', definitionWith({ cpu: '1', memory: '128' }, {}, 'web:2'), small, undefined],
  ['no limit any more: it follows what is asked for', definitionWith({}, { cpu: '1', memory: '16' }), small, { requests: { cpu: '1', memory: '16Mi', 'ephemeral-storage': '1Gi' }, limits: { cpu: '1', memory: '64Mi' } }],
  ['a disk of another size stays', definitionWith({ cpu: '0.5', memory: '64', storage: '10' }), small, undefined],
  ['nothing is asked for any more', definitionWith({}), { requests: { cpu: '1' } }, { requests: { cpu: '0' } }],
])('%s', (_, definition, before, after) => {
  expect(resized(go(definition, [withResources(before)]).actions)).toEqual(after ? [[0, after]] : []);
});

test('done when all have what they are to have; those that do not run are left alone', () => {
  const definition = definitionWith({ cpu: '1', memory: '64' });
  expect(go(definition, [withResources(small)])).toMatchObject({ done: false, next: step });
  const idle = [withResources(small, { status: 'Failed' }), withResources(small, { bound: false }), withResources(small, { deleting: true }), withResources(small, { index: 7 })];
  expect(go(definition, idle)).toMatchObject({ actions: [], done: true });
});

test('where there is no room it is tried three times; who comes first takes what is left', () => {
  const definition = definitionWith({ cpu: '1', memory: '64' });
  const both = [withResources(small, { index: 0 }), withResources(small, { index: 1 }), withResources(small, { index: 2 }, 'other')];
  const roomOn = (node: string): bcsRules.Amount => (node === 'n' ? { cpu: 0.7, memory: -5, disk: 0 } : { cpu: 0, memory: 0, disk: 0 });
  const first = go(definition, both, { roomOn });
  expect([resized(first.actions).map(([index]) => index), first.done]).toEqual([[0], false]);
  expect(go(definition, both.slice(1), { roomOn: () => bcsRules.nothing, now: now + step + 1 })).toEqual({ actions: [], done: false, next: step - 1 });
  expect(go(definition, both.slice(1), { roomOn: () => bcsRules.nothing, now: now + 2 * step })).toMatchObject({ actions: [], done: true });
});

test('the executor\'s message says what was done', () => {
  const { actions } = go(definitionWith({ cpu: '1', memory: '128' }), [withResources(small)]);
  const annotate = actions.find((action) => action.do === 'annotate');
  expect(JSON.parse(annotate?.annotations[marks.messageAnnotation] ?? '')).toMatchObject({
    Type: 8, TaskGroupId: bcsRules.taskgroupId(taskgroup().id), Status: 'success', UpdateTaskResources: { Resources: [{ TaskId: bcsRules.taskId(taskgroup().id, 0), Cpu: 1, Mem: 128 }] },
  });
});
