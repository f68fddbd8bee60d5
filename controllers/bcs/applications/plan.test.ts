/** The state machines of section 6 of the document's specification, on plain values. */
import { bcsRules, type bcs } from '../../../api';
import { plan } from './plan';
import { application, definition, now, taskgroup, taskgroups, world } from './testing/world';
import type { Action, Plan, World } from './world';

const { lives } = bcsRules.timing;
const { marks } = bcsRules;

const saved = (parts: Partial<World> = {}): Plan => plan(world(parts));
const planned = (its: bcs.BcsApplication, parts: Partial<World> = {}): Plan => plan(world({ application: its, ...parts }));

/** `createPod 3`, `deletePod 2`, `deletePod 2!`. */
function told(action: Action): string {
  switch (action.do) {
    case 'createPod': return `createPod ${action.index}`;
    case 'deletePod': return `deletePod ${action.pod.metadata.name?.split('.')[0]}${action.force ? '!' : ''}`;
    case 'adopt': return action.newVersion ? 'adopt as a new version' : 'adopt';
    case 'saveVersion': return `saveVersion ${action.version.spec.id}`;
    default: return action.do;
  }
}

const acts = ({ actions }: Plan): readonly string[] => actions.map(told);

const transaction = (operation: bcs.Transaction['operation'], parts: Partial<bcs.Transaction> = {}): bcs.Transaction => ({ operation, begun: now - 1000, deadline: now + 10_000, ...parts });
const late = (operation: bcs.Transaction['operation'], parts: Partial<bcs.Transaction> = {}): bcs.Transaction => transaction(operation, { deadline: now, ...parts });

const unbound = (index: number, since = now) => taskgroup({ index, bound: false, status: 'Staging', ready: false }, {
  status: { conditions: [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', lastTransitionTime: new Date(since).toISOString() }] },
});
const launching = (parts: Partial<bcs.Transaction> = {}) =>
  application({ status: { status: 'Operating', lastStatus: 'Staging', settledInstances: undefined, transaction: transaction('launch', parts) } });

describe('what an application lacks at first', () => {
  const fresh = (spec: Partial<bcs.BcsApplicationSpec> = {}, finalizers: string[] = []) => application({ metadata: { finalizers }, spec, status: { settledInstances: undefined, observedGeneration: undefined, status: undefined } });

  test('a finalizer and an id of its version: nothing else is done before', () => {
    const found = planned(fresh({ version: undefined }), { taskgroups: [] });
    expect(acts(found)).toEqual(['adopt as a new version']);
    expect(found.status.status).toBeUndefined();
  });

  test('a finalizer alone', () => expect(acts(planned(fresh(), { taskgroups: [] }))).toEqual(['adopt']));

  test('its version as an object, unless whoever said its id is about to save it', () => {
    const none = { taskgroups: [], versionOf: () => undefined };
    expect(acts(planned(application({ spec: { instances: 0 } }), none))).toEqual(['saveVersion 1700000000000000000']);
    const fresher = planned(application({ spec: { instances: 0, version: `${now - 400}000000` } }), none);
    expect([acts(fresher), fresher.next]).toEqual([[], 600]);
  });

  test('a new id, when somebody changes instances or the definition by Kubernetes\' API', () => {
    const before = bcsRules.versionOf(application()) as bcs.BcsVersion;
    const unseen = { metadata: { generation: 3 } };
    const versionOf = () => before;
    expect(acts(planned(application({ ...unseen, spec: { instances: 5 }, status: { settledInstances: 3 } }), { versionOf }))).toEqual(['adopt as a new version']);
    expect(acts(planned(application({ ...unseen, spec: { definition: { ...definition, restartPolicy: { policy: 'Always' } } } }), { versionOf }))).toEqual(['adopt as a new version']);
    expect(acts(planned(application({ ...unseen, spec: { definition: { ...definition } } }), { versionOf }))).toEqual([]);
    expect(acts(planned(application({ ...unseen, spec: { instances: 4, rolling: 'Up' } }), { versionOf }))).toEqual(['createPod 3']);
  });
});

describe('launch', () => {
  const begun = application({ metadata: { generation: 1 }, status: { status: undefined, observedGeneration: undefined, settledInstances: undefined } });

  test('begins with all taskgroups, and says so', () => {
    const { status, ...found } = planned(begun, { taskgroups: [] });
    expect(acts({ status, ...found })).toEqual(['createPod 0', 'createPod 1', 'createPod 2']);
    expect(status).toMatchObject({
      status: 'Operating', lastStatus: 'Staging', subStatus: 'Unknown', message: 'application in launching', instances: 0, runningInstances: 0, observedGeneration: 1,
      transaction: { operation: 'launch', begun: now, deadline: now + lives.launch }, updateTime: now / 1000, selector: `${marks.applicationLabel}=web`,
    });
    expect(found.next).toBe(lives.launch);
  });

  test('goes on with what is missing, when it is begun anew', () => expect(acts(planned(launching(), { taskgroups: taskgroups(0, 2) }))).toEqual(['createPod 1']));

  test('no more than some at a time', () => expect(acts(planned(application({ spec: { instances: 1_000_000_000 }, status: { settledInstances: undefined } }), { taskgroups: [] }))).toHaveLength(500));

  test('waits for a place for each', () => {
    const { status } = planned(launching(), { taskgroups: [...taskgroups(0, 1), unbound(2)] });
    expect(status).toMatchObject({ status: 'Operating', instances: 2, runningInstances: 2, transaction: { operation: 'launch' } });
  });

  test('is done when all have one: then the status is computed', () => {
    const { status, next } = planned(launching());
    expect(status).toMatchObject({ status: 'Deploying', lastStatus: 'Operating', message: 'application in deploying', settledInstances: 3, instances: 3 });
    expect([status.transaction, next]).toEqual([undefined, 0]);
  });

  test('its life over: what has found no place is not waited for', () => {
    const found = planned(launching(late('launch')), { taskgroups: [...taskgroups(0, 1), unbound(2)] });
    expect(acts(found)).toEqual(['deletePod 2!']);
    expect(found.status).toMatchObject({ status: 'Abnormal', message: 'have not enough resources to launch application', settledInstances: 3, instances: 2 });
    expect(found.status.transaction).toBeUndefined();
  });

  test('another number in its midst: it has its life before it again', () => {
    const its = application({ metadata: { generation: 3 }, spec: { instances: 4 }, status: { status: 'Operating', settledInstances: undefined, transaction: late('launch') } });
    const found = planned(its);
    expect(acts(found)).toEqual(['createPod 3']);
    expect(found.status.transaction).toEqual({ operation: 'launch', begun: now, deadline: now + lives.launch });
  });
});

describe('agents that are not fit', () => {
  const stuck = (since: number) => planned(launching(), { taskgroups: [...taskgroups(0, 1), unbound(2, since)] });

  test('are told of after ten rounds, and change nothing else', () => {
    expect(stuck(now - 10_000).status).toMatchObject({ status: 'Operating', message: 'don\'t have fit resources to build taskgroup' });
    expect(stuck(now - 4_000)).toMatchObject({ next: 6_000, status: { message: 'application in launching' } });
  });

  test('what cannot be built, and what is to go, does not wait for them', () => {
    const taskgroups = [unbound(0, now - 99_000)];
    expect(planned(application({ metadata: { generation: 3 }, spec: { definition: {} } }), { taskgroups }).status.message).toMatch(/template/);
    expect(planned(application({ metadata: { generation: 3 }, spec: { deletion: { id: 'd1' } } }), { taskgroups }).status.message).toBe('application in deleting');
  });

  test('nobody waits behind a gate', () => {
    const { status } = saved({ taskgroups: [...taskgroups(0, 1, 2), { ...unbound(2, now - 99_000), gated: true, predecessor: taskgroup({ index: 2 }).pod.metadata.name }] });
    expect(status).toMatchObject({ status: 'Running', message: 'application is running', instances: 3 });
  });
});

describe('scale', () => {
  const scaled = (instances: number, settledInstances: number, parts: Partial<bcs.BcsApplicationStatus> = {}) =>
    application({ metadata: { generation: 3 }, spec: { instances }, status: { settledInstances, ...parts } });
  const scaling = (operation: 'scaleUp' | 'scaleDown', instances: number, settledInstances: number, its = transaction(operation)) =>
    scaled(instances, settledInstances, { observedGeneration: 3, status: 'Operating', transaction: its });

  test('up: the next indices', () => {
    const found = planned(scaled(5, 3));
    expect(acts(found)).toEqual(['createPod 3', 'createPod 4']);
    expect(found.status).toMatchObject({ status: 'Operating', message: 'application in scaling', transaction: { operation: 'scaleUp', deadline: now + lives.scale } });
  });

  test('up, done: Deploying', () => expect(planned(scaling('scaleUp', 3, 2)).status).toMatchObject({ status: 'Deploying', settledInstances: 3 }));

  test('down: the greatest indices', () => {
    const found = planned(scaled(1, 3));
    expect(acts(found)).toEqual(['deletePod 2', 'deletePod 1']);
    expect(found.status.transaction).toMatchObject({ operation: 'scaleDown' });
  });

  test('down waits for their ends, and is Running then', () => {
    const waiting = planned(scaling('scaleDown', 2, 3), { taskgroups: [...taskgroups(0, 1), taskgroup({ index: 2, deleting: true, status: 'Killing' })] });
    expect([acts(waiting), waiting.status.status]).toEqual([[], 'Operating']);
    expect(planned(scaling('scaleDown', 2, 3), { taskgroups: taskgroups(0, 1) }).status).toMatchObject({ status: 'Running', message: 'application is running', settledInstances: 2 });
  });

  test('a lost one is waited for as long as the transaction lives; one that had ended on the lost agent is not', () => {
    const lost = planned(scaling('scaleDown', 2, 3, late('scaleDown')), { taskgroups: [...taskgroups(0, 1), taskgroup({ index: 2, deleting: true, status: 'Lost', nodeLost: true })] });
    expect([acts(lost), lost.status.status, lost.status.message]).toEqual([[], 'Running', 'application SCALE timeout']);
    const ended = planned(scaling('scaleDown', 2, 3), { taskgroups: [...taskgroups(0, 1), taskgroup({ index: 2, deleting: true, status: 'Failed', nodeLost: true })] });
    expect(acts(ended)).toEqual(['deletePod 2!']);
  });

  test('up without room, its life over', () => {
    const found = planned(scaling('scaleUp', 4, 3, late('scaleUp')), { taskgroups: [...taskgroups(0, 1, 2), unbound(3)] });
    expect([acts(found), found.status.status]).toEqual([['deletePod 3!'], 'Abnormal']);
  });

  test('the same number is done at once; those that are missing are made once more', () => {
    const same = planned(scaled(3, 3));
    expect([acts(same), same.status.status, same.status.observedGeneration]).toEqual([[], 'Running', 3]);
    const again = planned(scaled(3, 3), { taskgroups: taskgroups(0) });
    expect([acts(again), again.status.status]).toEqual([['createPod 1', 'createPod 2'], 'Operating']);
  });

  test('nobody asked anew: those that are missing stay away', () => {
    const found = saved({ taskgroups: taskgroups(0) });
    expect([acts(found), found.status.status, found.status.message]).toEqual([[], 'Abnormal', 'have not enough resources to launch application']);
  });

  test('there and back again', () => {
    const its = scaling('scaleUp', 3, 3, transaction('scaleUp'));
    expect(acts(planned(its, { taskgroups: [...taskgroups(0, 1, 2), unbound(3)] }))).toEqual(['deletePod 3']);
  });

  test('of two with one index that nobody meant the later goes', () =>
    expect(acts(saved({ taskgroups: [taskgroup({ index: 0 }), taskgroup({ index: 0, nanos: '1700000000000009999' }), ...taskgroups(1, 2)] }))).toEqual(['deletePod 0']));
});

describe('delete', () => {
  const deleting = (deletion: bcs.BcsApplicationSpec['deletion'], parts: Partial<bcs.BcsApplicationStatus> = {}, metadata: Partial<bcs.BcsApplication['metadata']> = {}) =>
    application({ metadata: { generation: 3, ...metadata }, spec: { deletion }, status: parts });
  const byKubectl = { deletionTimestamp: new Date(now).toISOString() };
  const lost = taskgroup({ index: 0, deleting: true, status: 'Lost', nodeLost: true });

  test('begins with the end of all taskgroups', () => {
    const found = planned(deleting({ id: 'd1' }));
    expect(acts(found)).toEqual(['deletePod 0', 'deletePod 1', 'deletePod 2']);
    expect(found.status).toMatchObject({ status: 'Operating', message: 'application in deleting', transaction: { operation: 'delete', id: 'd1', deadline: now + lives.delete } });
  });

  test('the object goes when there are none', () => {
    const found = planned(deleting({ id: 'd1' }, { transaction: transaction('delete', { id: 'd1' }) }), { taskgroups: [] });
    expect(acts(found)).toEqual(['deleteObject', 'removeFinalizer']);
    expect([found.status.status, found.next]).toEqual(['Operating', undefined]);
  });

  test('a lost one blocks it, until its life is over: then the application is as it was', () => {
    const during = planned(deleting({ id: 'd1' }, { transaction: transaction('delete', { id: 'd1' }) }), { taskgroups: [lost] });
    expect([acts(during), during.status.status]).toEqual([[], 'Operating']);
    const over = planned(deleting({ id: 'd1' }, { transaction: late('delete', { id: 'd1' }) }), { taskgroups: [lost, ...taskgroups(1, 2)] });
    expect(over.status).toMatchObject({ status: 'Running', message: 'application DELETE timeout', settledDeletion: 'd1' });
    expect(planned(deleting({ id: 'd1' }, { settledDeletion: 'd1', observedGeneration: 3 }), { taskgroups: taskgroups(0, 1, 2) }).status.status).toBe('Running');
  });

  test('by force: at once, and whatever goes on', () => {
    const its = deleting({ id: 'd2', enforce: true }, { transaction: transaction('delete', { id: 'd1' }) });
    expect(acts(planned(its, { taskgroups: [lost] }))).toEqual(['deletePod 0!', 'deleteObject', 'removeFinalizer']);
    const rolling = application({ metadata: { generation: 3 }, spec: { rolling: 'Down', deletion: { id: 'd2', enforce: true } } });
    expect(acts(planned(rolling, { taskgroups: [] }))).toEqual(['deleteObject', 'removeFinalizer']);
  });

  test('by kubectl: taskgroups end first, then the finalizer goes', () => {
    expect(acts(planned(deleting(undefined, {}, byKubectl)))).toEqual(['deletePod 0', 'deletePod 1', 'deletePod 2']);
    const last = planned(deleting(undefined, { transaction: transaction('delete') }, byKubectl), { taskgroups: [] });
    expect(acts(last)).toEqual(['removeFinalizer']);
  });

  test('by kubectl, which cannot be taken back: what is lost by the end of its life goes by force', () => {
    const found = planned(deleting(undefined, { transaction: late('delete') }, byKubectl), { taskgroups: [lost] });
    expect(acts(found)).toEqual(['deletePod 0!', 'removeFinalizer']);
  });

  test('with --cascade=orphan taskgroups stay', () => {
    const its = deleting(undefined, {}, { ...byKubectl, finalizers: [marks.finalizer, 'orphan'] });
    expect(acts(planned(its))).toEqual([]);
    expect(acts(planned(deleting(undefined, {}, byKubectl), { taskgroups: [] }))).toEqual(['removeFinalizer']);
  });

  test('of what could never be built', () => expect(acts(planned(application({ metadata: { ...byKubectl, generation: 3 }, spec: { definition: {} } }), { taskgroups: [] }))).toEqual(['removeFinalizer']));
});

describe('a step of a deployment\'s rolling update', () => {
  const rolling = (side: 'Up' | 'Down', instances: number, status: Partial<bcs.BcsApplicationStatus> = {}) => application({ spec: { rolling: side, instances }, status });

  test.each([['Up', 2, 3, 'createPod 2'], ['Down', 3, 2, 'deletePod 2']] as const)('%s', (side, before, after, act) => {
    const found = planned(rolling(side, after, { settledInstances: before, observedGeneration: 1 }), { taskgroups: taskgroups(...Array(before).keys()) });
    expect(acts(found)).toEqual([act]);
    expect(found.status).toMatchObject({
      status: 'RollingUpdate', subStatus: `RollingUpdate${side}`, message: 'application in rolling update',
      transaction: { operation: 'innerScale', deadline: now + (side === 'Up' ? lives.rollingCreate : lives.rollingDelete) },
    });
  });

  test('done', () => {
    const found = planned(rolling('Up', 3, { settledInstances: 2, status: 'RollingUpdate', transaction: transaction('innerScale') }));
    expect(found.status).toMatchObject({ status: 'RollingUpdate', settledInstances: 3, readyInstances: 3 });
    expect(found.status.transaction).toBeUndefined();
  });

  test('what somebody has killed is made once more on the side that comes, and on the other one it is not', () => {
    expect(acts(planned(rolling('Up', 3, { settledInstances: 3, status: 'RollingUpdate' }), { taskgroups: taskgroups(0, 2) }))).toEqual(['createPod 1']);
    expect(acts(planned(rolling('Down', 3, { settledInstances: 3, status: 'RollingUpdate' }), { taskgroups: taskgroups(0, 2) }))).toEqual([]);
  });

  test('its life over: it is told, and goes on, for somebody may resume it', () => {
    const found = planned(rolling('Up', 3, { settledInstances: 2, status: 'RollingUpdate', transaction: late('innerScale') }), { taskgroups: [...taskgroups(0, 1), unbound(2)] });
    expect([acts(found), found.next]).toEqual([[], 10_000]);
    expect(found.status).toMatchObject({ status: 'RollingUpdate', message: 'application INNERSCALE TIMEOUT', transaction: { operation: 'innerScale' } });
  });

  test('afterwards the status is computed', () =>
    expect(saved({ application: application({ metadata: { generation: 3 }, status: { status: 'RollingUpdate', subStatus: 'RollingUpdateUp' } }) }).status)
      .toMatchObject({ status: 'Running', subStatus: 'Unknown', lastStatus: 'RollingUpdate' }));
});

describe('computed', () => {
  const all = (...statuses: readonly bcsRules.TaskgroupStatus[]) => statuses.map((status, index) => taskgroup({ index, status, ready: status === 'Running' }));

  test.each([
    [['Running', 'Running', 'Error'], 'Error', 'application has error pods'],
    [['Running', 'Lost', 'Failed'], 'Abnormal', 'application has failed pods'],
    [['Running', 'Running', 'Lost'], 'Abnormal', 'have some lost taskgroups'],
    [['Running', 'Running'], 'Abnormal', 'have not enough resources to launch application'],
    [['Finish', 'Finish', 'Finish'], 'Finish', 'all pods are finish'],
    [['Running', 'Starting', 'Running'], 'Deploying', 'application in deploying'],
    [['Running', 'Restarting', 'Running'], 'Running', 'application is running'],
    [['Running', 'Killing', 'Running'], 'Abnormal', 'application is abnormal'],
  ] as const)('%s', (statuses, status, message) => expect(saved({ taskgroups: all(...statuses) }).status).toMatchObject({ status, message }));

  test('counts', () => expect(saved({ taskgroups: all('Running', 'Restarting', 'Starting') }).status).toMatchObject({ instances: 3, runningInstances: 2, readyInstances: 1 }));

  test('which indices are held: those that go on, or are begun anew; not while a transaction sees to them', () => {
    const its = application({ spec: { instances: 6 }, status: { held: '5' } });
    const statuses = all('Running', 'Finish', 'Running', 'Starting', 'Lost');
    expect(planned(its, { taskgroups: statuses }).status.held).toBe('0,2-3,5');
    expect(planned(application({ spec: { instances: 6 }, status: { held: '0', transaction: transaction('scaleUp') } }), { taskgroups: statuses }).status.held).toBeUndefined();
  });

  test('what was held is, while it is told to stop, although it has ended already; what had ended before is not', () => {
    const ended = [taskgroup({ index: 0, status: 'Failed', deleting: true }), taskgroup({ index: 1, status: 'Failed', deleting: true }), taskgroup({ index: 2 })];
    const { status } = planned(application({ status: { held: '0,2' } }), { taskgroups: ended });
    expect(status.held).toBe('0,2');
    expect(acts(planned(application({ status }), { taskgroups: taskgroups(2) }))).toEqual(['createPod 0']);
  });

  test('what is gone is missed, although another one has begun to run meanwhile', () => {
    const two = (status: bcs.BcsApplicationStatus) => application({ spec: { instances: 2 }, status });
    const first = planned(two({ held: '0-1' }), { taskgroups: taskgroups(1) });
    expect([acts(first), first.status.held]).toEqual([['createPod 0'], '0-1']);
    expect(acts(planned(two(first.status), { taskgroups: taskgroups(0) }))).toEqual(['createPod 1']);
  });

  test('when it changed', () => {
    const old = { status: 'Deploying', updateTime: 5 } as const;
    expect(saved({ application: application({ status: old }) }).status).toMatchObject({ status: 'Running', lastStatus: 'Deploying', updateTime: now / 1000 });
    expect(saved({ application: application({ status: { ...old, status: 'Running', lastStatus: 'Staging' } }) }).status).toMatchObject({ lastStatus: 'Staging', updateTime: 5 });
  });

  test('what a transaction said at its end stands until the status is another one', () => {
    const its = application({ status: { message: 'application UPDATE timeout' } });
    expect(planned(its).status.message).toBe('application UPDATE timeout');
    expect(planned(its, { taskgroups: all('Running', 'Running', 'Lost') }).status.message).toBe('have some lost taskgroups');
  });

  test('a successor that waits for its time counts as one that is to come', () => {
    const waiting = { ...taskgroup({ index: 2, status: 'Staging', bound: false }), gated: true, predecessor: 'gone' };
    expect(saved({ taskgroups: [...taskgroups(0, 1), waiting] }).status).toMatchObject({ status: 'Deploying', instances: 2 });
  });
});

describe('definitions that nothing can be built from', () => {
  const container = { image: 'a' };
  test.each<[string, Partial<bcs.BcsApplicationSpec>, RegExp]>([
    ['nothing', { definition: {} }, /template/],
    ['a text for a number', { definition: { spec: { instance: 'three' } } }, /definition cannot be read: /],
    ['neither containers nor processes', { definition: { spec: { template: { spec: {} } } } }, /containers/],
    ['both', { definition: { spec: { template: { spec: { containers: [container], processes: [{ procName: 'a' }] } } } } }, /containers/],
    ['a policy', { definition: { ...definition, restartPolicy: { policy: 'Sometimes' } } }, /restart policy Sometimes is invalid/],
    ['a constraint', { definition: { ...definition, constraint: { intersectionItem: [{ unionData: [{ name: 'a', operate: 'LIKE', type: 3 }] }] } } }, /constraint a: text is required/],
    ['too few addresses', { definition: { ...definition, metadata: { labels: { 'io.tencent.bcs.netsvc.requestip.0': '10.0.0.1' } } } }, /requestip/],
    ['a name with a dot', { name: 'web.1' }, /name "web.1" must not be empty or contain a dot/],
    ['no cluster', { cluster: '' }, /cluster "" must not be empty/],
    ['no namespace', { namespace: '' }, /namespace "" must not be empty/],
    ['a cluster with a dot', { cluster: '1.2' }, /cluster "1.2" must not be empty or contain a dot/],
  ])('%s', (_, spec, message) => {
    const found = planned(application({ metadata: { generation: 3 }, spec, status: { settledInstances: undefined } }), { taskgroups: [] });
    expect(acts(found)).toEqual([]);
    expect(found.status).toMatchObject({ status: 'Error', observedGeneration: 3, message: expect.stringMatching(message) });
  });
});
