/** Restarts, reschedules and updates, on plain values: sections 8.1, 9.2, 9.3 and 9.5 of the document's specification. */
import { bcsRules, type bcs } from '../../../api';
import { replace } from './replace';
import { reschedule } from './reschedule';
import { restart } from './restarts';
import { succeed } from './successions';
import { application, definition, now, taskgroup, taskgroups, world } from './testing/world';
import type { Action, Part, Taskgroup, World } from './world';

const { marks, timing } = bcsRules;

/** `create 1 after web.. in 5000`, `delete 0`, `delete 0!`, `open 0`. */
function told(action: Action): string {
  switch (action.do) {
    case 'createPod': return `create ${action.index}${action.successor ? ` at ${action.successor.notBefore - now}` : ''}`;
    case 'deletePod': return `delete ${nameOf(action.pod.metadata.name)}${action.force ? '!' : ''}`;
    case 'openGate': return `open ${nameOf(action.pod.metadata.name)}`;
    case 'annotate': return `annotate ${nameOf(action.pod.metadata.name)}`;
    default: return action.do;
  }
}

/** Its index, and `'` for one made later. */
const nameOf = (name = ''): string => `${name.split('.')[0]}${name.endsWith('999') ? '\'' : ''}`;
const acts = ({ actions }: Part): readonly string[] => actions.map(told);

const withPolicy = (restartPolicy: object): Partial<bcs.BcsApplicationSpec> => ({ definition: { ...definition, restartPolicy } });
const worldWith = (restartPolicy: object, all: readonly Taskgroup[], status: Partial<bcs.BcsApplicationStatus> = { status: 'Abnormal' }, spec: Partial<bcs.BcsApplicationSpec> = {}): World => {
  const its = application({ spec: { ...withPolicy(restartPolicy), ...spec }, status });
  return world({ application: its, taskgroups: all, definitionOf: () => bcsRules.definitionOf(its.spec) });
};

const ended = (status: bcsRules.TaskgroupStatus, more: Partial<Taskgroup> = {}, pod: object = {}): Taskgroup => taskgroup({ status, ready: false, ...more }, { spec: { nodeName: 'n' }, ...pod });
const successor = (more: Partial<Taskgroup> = {}, annotations: Readonly<Record<string, string>> = {}, of: Taskgroup = taskgroup({})): Taskgroup => {
  const made = taskgroup({ index: of.index, nanos: '1700000000000009999', status: 'Staging', bound: false, gated: true, ready: false, predecessor: of.pod.metadata.name, notBefore: now, ...more });
  return { ...made, pod: { ...made.pod, metadata: { ...made.pod.metadata, annotations } } };
};

describe('who is begun anew', () => {
  test.each<[string, object, bcsRules.TaskgroupStatus, readonly string[]]>([
    ['Never', { policy: 'Never' }, 'Failed', []],
    ['OnFailure, which is usual', {}, 'Failed', ['create 0 at 0']],
    ['OnFailure', { policy: 'OnFailure' }, 'Finish', []],
    ['OnFailure', { policy: 'OnFailure' }, 'Lost', []],
    ['Always', { policy: 'Always', interval: 5 }, 'Lost', ['create 0 at 5000']],
    ['Always', { policy: 'Always' }, 'Finish', ['create 0 at 0']],
    ['Always', { policy: 'Always' }, 'Error', []],
    ['Always', { policy: 'Always' }, 'Running', []],
  ])('%s %j: %s', (_, policy, status, expected) => expect(acts(restart(worldWith(policy, [ended(status)])))).toEqual(expected));

  test('later each time, until it is too often', () => {
    const policy = { policy: 'OnFailure', interval: 10, backoff: 20, maxtimes: 2 };
    const restarted = (times: number, last = now - 1000): readonly Action[] => restart(worldWith(policy, [ended('Failed', { restarts: { times, last } })])).actions;
    expect(restarted(1)).toMatchObject([{ successor: { notBefore: now + 30_000, restarts: { times: 2, last: now + 30_000 } } }]);
    expect(restarted(2)).toEqual([]);
    expect(restarted(2, now - timing.restartCounterReset - 1)).toMatchObject([{ successor: { notBefore: now + 10_000, restarts: { times: 1 } } }]);
  });

  test('its agent is kept for it', () => {
    expect(restart(worldWith({ policy: 'OnFailure', interval: 1, hostRetainTime: 60 }, [ended('Failed')])).actions).toMatchObject([{ successor: { retain: { node: 'n', until: now + 61_000 } } }]);
  });

  test.each<[string, Partial<bcs.BcsApplicationStatus>, Partial<bcs.BcsApplicationSpec>, number]>([
    ['something is being done to the application', { status: 'Operating' }, {}, 0],
    ['something is about to be done', { status: 'Running', observedGeneration: 1 }, {}, 0],
    ['it goes down in a rolling update', { status: 'RollingUpdate' }, { rolling: 'Down' }, 0],
    ['it comes up in one', { status: 'RollingUpdate' }, { rolling: 'Up' }, 1],
  ])('while %s', (_, status, spec, count) => expect(restart(worldWith({}, [ended('Failed')], status, spec)).actions).toHaveLength(count));

  test('not those that are to go, or have somebody who takes their place', () => {
    const failed = ended('Failed');
    expect(restart(worldWith({}, [ended('Failed', { deleting: true })])).actions).toEqual([]);
    expect(restart(worldWith({ policy: 'Always' }, [ended('Finish', { deleting: true })])).actions).toEqual([]);
    expect(restart(worldWith({}, [ended('Failed', { index: 3 })])).actions).toEqual([]);
    expect(restart(worldWith({}, [failed, successor({}, {}, failed)])).actions).toEqual([]);
  });
});

test('what somebody else kills has failed', () => {
  const killed = ended('Killing', { deleting: true });
  expect(acts(restart(worldWith({}, [killed])))).toEqual(['create 0 at 0']);
  expect(acts(restart(worldWith({}, [ended('Lost', { deleting: true, nodeLost: true })])))).toEqual(['create 0 at 0']);
  expect(acts(restart(worldWith({ policy: 'Never' }, [killed])))).toEqual([]);
  expect(acts(restart(worldWith({}, [killed, taskgroup({ nanos: '1700000000000009999' })])))).toEqual([]);
  expect(acts(restart(worldWith({}, [ended('Killing', { deleting: true, index: 3 })])))).toEqual([]);
  expect(acts(succeed(worldWith({}, [killed, successor({}, {}, killed)])))).toEqual([]);
});

test.each<[string, object, Partial<bcs.BcsApplicationStatus>, Partial<bcs.BcsApplicationSpec>, readonly Taskgroup[], readonly string[]]>([
  ['what was there and is gone', {}, { held: '0-2' }, {}, taskgroups(0, 2), ['createPod 1']],
  ['what was not there', {}, { held: '0,2' }, {}, taskgroups(0, 2), []],
  ['nobody wants it back', { policy: 'Never' }, { held: '0-2' }, {}, taskgroups(0, 2), []],
  ['another takes its place', {}, { held: '0-2' }, {}, [...taskgroups(0, 2), successor({}, {}, taskgroup({ index: 1 }))], []],
  ['it failed, and another was given up long ago', {}, { held: '0,2' }, {}, [taskgroup({ index: 0 }), ended('Error', { index: 2 })], []],
  ['nobody has said so in a way that makes sense', {}, { held: 'x,-,2-1,1-,5-9,0-99999999999' }, {}, taskgroups(0, 2), []],
  ['a deployment sees to the number', {}, { held: '0-2' }, { rolling: 'Up' }, taskgroups(0, 2), []],
  ['a transaction sees to the number', {}, { held: '0-2', transaction: { operation: 'innerScale', begun: 0, deadline: 0 } }, {}, taskgroups(0, 2), []],
])('what is not even there: %s', (_, policy, status, spec, all, expected) => {
  expect(restart(worldWith(policy, all, { status: 'Running', ...status }, spec)).actions.map((action) => (action.do === 'createPod' && !action.successor ? `createPod ${action.index}` : told(action)))).toEqual(expected);
});

describe('how a successor goes on', () => {
  const go = (all: readonly Taskgroup[], status: Partial<bcs.BcsApplicationStatus> = { status: 'Abnormal' }, spec: Partial<bcs.BcsApplicationSpec> = {}): Part => succeed(worldWith({ policy: 'Always' }, all, status, spec));
  const failed = ended('Failed');
  const lost = ended('Lost', { nodeLost: true });
  const running = taskgroup();
  const ordered = { [marks.updateAnnotation]: 'order' };

  test.each<[string, readonly Taskgroup[], readonly string[], number | undefined]>([
    ['what has failed is shown until the time has come', [failed, successor({ notBefore: now + 700 }, {}, failed)], [], 700],
    ['then it goes', [failed, successor({}, {}, failed)], ['delete 0'], undefined],
    ['it is waited for', [ended('Failed', { deleting: true }), successor()], [], undefined],
    ['its place is free', [successor()], ['open 0\''], undefined],
    ['its place is free too early', [successor({ notBefore: now + 5 })], [], 5],
    ['what is lost is not waited for', [lost, successor({}, {}, lost)], ['delete 0!'], undefined],
    ['nor is what has been told to stop and is lost', [ended('Lost', { nodeLost: true, deleting: true }), successor()], ['delete 0!'], undefined],
    ['what was lost and has come back is left alone', [running, successor()], ['delete 0\'!'], undefined],
    ['what runs and is to be replaced goes at once', [running, successor({ notBefore: now + 5000 }, ordered)], ['delete 0'], undefined],
    ['what has failed and is to be replaced goes when it is time', [failed, successor({ notBefore: now + 5000 }, ordered, failed)], [], 5000],
    ['of two the later one is dropped', [failed, successor({}, {}, failed), successor({ nanos: '1700000000000019999' } as object, {}, failed)], ['delete 0', 'delete 0\'!'], undefined],
    ['its place has been taken', [taskgroup({ nanos: '5' }), successor()], ['delete 0\'!'], undefined],
    ['it has its place', [successor({ gated: false, bound: true, status: 'Running' })], [], undefined],
  ])('%s', (_, all, expected, next) => {
    const part = go(all);
    expect(acts(part)).toEqual(expected);
    expect(part.next).toBe(next);
  });

  test('a restart waits while something is done to the application; what somebody wishes does not', () => {
    expect(acts(go([failed, successor({}, {}, failed)], { status: 'Operating' }))).toEqual([]);
    expect(acts(go([failed, successor({}, ordered, failed)], { status: 'Operating' }))).toEqual(['delete 0']);
  });

  test.each<[string, object, Readonly<Record<string, string>>, readonly string[], number | undefined]>([
    ['its agent is kept', {}, { [marks.retainAnnotation]: `{"node":"n","until":${now + 50}}` }, [], 50],
    ['its agent is kept no longer', {}, { [marks.retainAnnotation]: `{"node":"n","until":${now}}` }, ['annotate 0\''], timing.lives.restart],
    ['its agent is kept in words that make no sense', {}, { [marks.retainAnnotation]: '{' }, ['annotate 0\''], timing.lives.restart],
    ['a restart is waited for a day', { notBefore: now - timing.lives.restart }, {}, ['delete 0\'!'], undefined],
    ['a wish for eight minutes', { notBefore: now - timing.lives.reschedule }, ordered, ['delete 0\'!'], undefined],
    ['a wish', {}, ordered, [], timing.lives.reschedule],
  ])('no agent yet: %s', (_, more, annotations, expected, next) => {
    const part = go([successor({ gated: false, ...more }, annotations)]);
    expect(acts(part)).toEqual(expected);
    expect(part.next).toBe(next);
  });

  test('what an update has made ends with that', () => {
    const made = successor({ gated: false, notBefore: 0 }, ordered);
    expect(go([made], { status: 'Operating' }, { order: { id: 'order', kind: 'update' } })).toEqual({ actions: [] });
  });
});

describe('who is begun anew because somebody wishes it', () => {
  const wished = (text: string, more: Partial<Taskgroup> = {}): Taskgroup => taskgroup({ restarts: { times: 2, last: 1 }, ...more }, { metadata: { name: 'p', annotations: { [marks.rescheduleAnnotation]: text } }, spec: { nodeName: 'n' } });
  const go = (...all: readonly Taskgroup[]): Part => reschedule(worldWith({ policy: 'Never', maxtimes: 1 }, all, { status: 'Operating' }));
  const id = `${now - 1000}000000`;

  test('five seconds later, whatever the policy says; it counts', () => {
    expect(go(wished(JSON.stringify({ id }))).actions).toEqual([
      { do: 'createPod', index: 0, successor: { predecessor: 'p', notBefore: now + 4000, update: id, restarts: { times: 3, last: now + 4000 } } },
    ]);
    expect(go(wished(JSON.stringify({ id, retainSeconds: 30 }))).actions).toMatchObject([{ successor: { retain: { node: 'n', until: now + 34_000 } } }]);
  });

  test.each(['yes', '{}', 'null', '[]'])('written by hand: %s', (text) => expect(go(wished(text)).actions).toMatchObject([{ successor: { notBefore: now + 5000, update: text } }]));

  test('once; a restart that would come later gives way', () => {
    const one = wished(JSON.stringify({ id }));
    expect(acts(go(one, successor({}, { [marks.updateAnnotation]: id }, one)))).toEqual([]);
    expect(acts(go(one, successor({}, {}, one)))).toEqual(['delete 0\'!']);
    expect(acts(go(wished('x', { deleting: true })))).toEqual([]);
    expect(acts(go(wished('x', { gated: true })))).toEqual([]);
  });
});

describe('updates', () => {
  const order = `${now}000000`;
  const transaction: bcs.Transaction = { operation: 'update', id: order, begun: now, deadline: now + 1 };
  const made = (index: number, more: Partial<Taskgroup> = {}): Taskgroup => taskgroup({ index, id: { index, application: 'web', namespace: 'prod', cluster: '1', nanos: String(BigInt(order) + 5n) }, ...more });
  const go = (all: readonly Taskgroup[], count?: number) => replace(worldWith({}, all, { status: 'Operating' }, { order: { id: order, kind: 'update', ...(count && { count }) } }), transaction);
  const old = (index: number, age: number): Taskgroup => taskgroup({ index, id: { index, application: 'web', namespace: 'prod', cluster: '1', nanos: String(1000 - age) } });

  test.each<[string, readonly Taskgroup[], number | undefined, readonly string[], boolean]>([
    ['the oldest first', [old(0, 1), old(1, 3), old(2, 2)], undefined, ['create 1 at 0'], false],
    ['one after the other', [old(0, 1), made(1, { gated: true, bound: false }), old(2, 2)], undefined, [], false],
    ['as soon as one has a node', [old(0, 1), made(1, { status: 'Starting' }), old(2, 2)], undefined, ['create 2 at 0'], false],
    ['so many', [old(0, 1), made(1), old(2, 2)], 1, [], true],
    ['all', [made(0), made(1), made(2)], undefined, [], true],
    ['those that there are', [made(0)], undefined, [], true],
    ['what waits for an agent is waited for', [made(0, { bound: false })], 1, [], false],
  ])('%s', (_, all, count, expected, done) => {
    const step = go(all, count);
    expect(acts(step)).toEqual(expected);
    expect(step.done).toBe(done);
  });

  test('a restart gives way to it; what somebody has wished before comes first', () => {
    const [one] = taskgroups(0) as [Taskgroup];
    expect(acts(go([one, successor({}, {}, one)]))).toEqual(['delete 0\'!', 'create 0 at 0']);
    expect(acts(go([one, successor({}, { [marks.updateAnnotation]: '1' }, one)]))).toEqual([]);
  });

  test('an order that has no time for an id knows what it made by its mark', () => {
    const mark = { metadata: { name: 'p', annotations: { [marks.updateAnnotation]: 'mine' } } };
    const byHand = (all: readonly Taskgroup[]) => replace(worldWith({}, all, {}, { order: { id: 'mine', kind: 'update' } }), { ...transaction, id: 'mine' });
    expect(acts(byHand([made(0)]))).toEqual(['create 0 at 0']);
    expect(byHand([taskgroup({}, mark)])).toEqual({ actions: [], done: true });
  });
});
