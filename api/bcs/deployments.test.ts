import type { BcsApplication } from '../kinds/bcs/bcsapplications';
import type { BcsDeployment, BcsDeploymentSpec, BcsDeploymentStatus } from '../kinds/bcs/bcsdeployments';
import { readDeployment } from './definition';
import { applicationOf, bindingOf, extensionName, recordOfDeployment, rollingOf, statusOfDeployment, type Counting } from './deployments';
import { deploymentMay, type DeploymentOperation, type DeploymentStatus } from './statuses';

const at = Date.UTC(2026, 0, 1);
const suffix = `-v${at / 1000}`;

const template = { metadata: { labels: { tier: 'front' } }, spec: { containers: [{ image: 'web:1' }] } };
const sent = (spec: object = {}, more: object = {}) => ({
  apiVersion: 'v4', kind: 'deployment', metadata: { name: 'web', namespace: 'defaultGroup', labels: { app: 'web' } }, spec: { instance: 2, template, ...spec }, ...more,
});
const deployment = (spec: Partial<BcsDeploymentSpec> = {}, status?: BcsDeploymentStatus): BcsDeployment => ({
  apiVersion: 'bkbcs.tencent.com/v1', kind: 'BcsDeployment', metadata: { name: 'web', namespace: 'defaultgroup-1', uid: 'u' },
  spec: { name: 'web', namespace: 'defaultGroup', cluster: '10001', definition: sent(), ...spec }, ...(status && { status }),
});
const application = (name: string, labels: Record<string, string>, templateLabels: Record<string, string> = {}): BcsApplication => ({
  apiVersion: 'bkbcs.tencent.com/v1', kind: 'BcsApplication', metadata: { name },
  spec: { name, instances: 1, definition: { metadata: { labels }, spec: { template: { metadata: { labels: templateLabels } } } } },
});

describe('what it binds', () => {
  const bound = (spec: object, applications: readonly BcsApplication[], counting: Counting = 'all') => bindingOf('web', readDeployment(JSON.stringify(sent(spec))), applications, counting, at);
  const none = { fault: 'version empty or namespace error' };
  const many = { fault: 'too many application exist matching deployment' };
  const made = { application: 'web', builds: true };
  const old = application('old', { a: '1', b: '2' });
  const selector = { a: '1', b: '2' };

  test.each<[string, object, readonly BcsApplication[], object, object]>([
    ['no selector', { selector: null }, [old], made, made],
    ['an empty one', { selector: {} }, [old], made, made],
    ['no match', { selector: { a: '9' } }, [old], made, made],
    ['no match, no template', { selector: { a: '9' }, template: null }, [old], none, none],
    ['no selector, no template', { template: null }, [old], none, none],
    ['a match', { selector: { a: '1' } }, [old], { ...made, replaces: 'old' }, { ...made, replaces: 'old' }],
    ['a match, no template', { selector: { a: '1' }, template: null }, [old], { application: 'old', builds: false }, { application: 'old', builds: false }],
    ['a match of its name', { selector: { a: '1' } }, [application('web', { a: '1' })], { application: `web${suffix}`, builds: true, replaces: 'web' }, { application: `web${suffix}`, builds: true, replaces: 'web' }],
    ['two matches', { selector: { a: '1' } }, [old, application('other', { a: '1' })], many, many],
    ['one of two pairs', { selector: { a: '1', c: '3' } }, [old], made, { ...made, replaces: 'old' }],
    ['two pairs of one', { selector }, [old], { ...made, replaces: 'old' }, many],
    ['the template\'s label wins', { selector: { a: '1' } }, [application('old', { a: '1' }, { a: '7' })], made, made],
    ['a namesake that does not match', { selector: { a: '9' } }, [application('web', {})], { fault: 'application duplicated when create application for deployment' }, { fault: 'application duplicated when create application for deployment' }],
    ['labels of the prototype', { selector: { constructor: 'x' } }, [old], made, made],
    ['one that nobody can read', { selector: { a: '1' } }, [{ ...old, spec: { ...old.spec, definition: { spec: 'x' } } }], made, made],
  ])('%s', (_what, spec, applications, all, upstream) => {
    expect(bound(spec, applications)).toEqual(all);
    expect(bound(spec, applications, 'upstream')).toEqual(upstream);
  });
});

describe('status', () => {
  const rollout = { id: '7', application: 'web-v1', instances: 2 };
  const heard: BcsDeploymentStatus = { status: 'Update', rollout: { id: '7', resumes: 1 } };

  test.each<[string, Partial<BcsDeploymentSpec>, BcsDeploymentStatus | undefined, DeploymentStatus]>([
    ['nobody has looked', {}, undefined, 'Deploying'],
    ['as it is told', {}, { status: 'Running' }, 'Running'],
    ['an update that nobody has seen', { rollout }, { status: 'Running' }, 'Update'],
    ['an update after another', { rollout }, { status: 'UpdateSuspend', rollout: { id: '6' } }, 'Update'],
    ['one that has no name yet', { definitionBackup: {} }, { status: 'Running' }, 'Update'],
    ['one that is seen', { rollout: { ...rollout, resumes: 1 } }, heard, 'Update'],
    ['paused', { rollout: { ...rollout, paused: true } }, heard, 'UpdatePaused'],
    ['paused by the step', { rollout: { ...rollout, resumes: 1 } }, { ...heard, status: 'UpdatePaused' }, 'UpdatePaused'],
    ['suspended', { rollout: { ...rollout, resumes: 1 } }, { ...heard, status: 'UpdateSuspend' }, 'UpdateSuspend'],
    ['resumed', { rollout: { ...rollout, resumes: 2 } }, { ...heard, status: 'UpdateSuspend' }, 'Update'],
    ['cancelled', { rollout: { ...rollout, cancelled: true } }, heard, 'Running'],
    ['at its end', {}, heard, 'Running'],
    ['a resize that nobody has seen', { resize: { id: '2' } }, { status: 'Running', resize: { id: '1', settled: true } }, 'UpdateResource'],
    ['one that is over', { resize: { id: '2' } }, { status: 'Running', resize: { id: '2', settled: true } }, 'Running'],
    ['one that goes on', { resize: { id: '2' } }, { status: 'UpdateResource', resize: { id: '2' } }, 'UpdateResource'],
    ['to be deleted', { rollout, deletion: { id: '1' } }, heard, 'Deleting'],
  ])('%s', (_what, spec, told, expected) => expect(statusOfDeployment(deployment(spec, told))).toBe(expected));

  test('deleted with Kubernetes\' API', () => {
    const { metadata, ...rest } = deployment({}, { status: 'Running' });
    expect(statusOfDeployment({ ...rest, metadata: { ...metadata, deletionTimestamp: '2026-01-01T00:00:00Z' } })).toBe('Deleting');
  });

  const statuses: readonly DeploymentStatus[] = ['Deploying', 'Running', 'Update', 'UpdatePaused', 'UpdateSuspend', 'UpdateResource', 'Deleting'];

  test.each<[DeploymentOperation, readonly DeploymentStatus[]]>([
    ['update', ['Running']], ['scale', ['Running']], ['pause', ['Update']], ['resume', ['UpdatePaused', 'UpdateSuspend']], ['cancel', ['Update', 'UpdatePaused', 'UpdateSuspend']], ['delete', statuses],
  ])('%s may begin in these alone', (operation, legal) => expect(statuses.filter((status) => deploymentMay(operation, status))).toEqual(legal));
});

test('steps: at least one of each, in either spelling; seconds become milliseconds', () => {
  const of = (rollingupdate?: object) => rollingOf(readDeployment(JSON.stringify(sent({ strategy: { type: 'RollingUpdate', rollingupdate } }))));
  expect(of()).toEqual({ surge: 1, unavailable: 1, pause: 0, createFirst: true, manually: false });
  expect(of({ maxSurge: 3, maxUnavilable: 2, upgradeDuration: 60, rollingOrder: 'DeleteFirst', rollingManually: true })).toEqual({ surge: 3, unavailable: 2, pause: 60_000, createFirst: false, manually: true });
  expect(of({ maxSurge: -3, maxUnavailable: 4, upgradeDuration: -1 })).toEqual({ surge: 1, unavailable: 4, pause: 0, createFirst: true, manually: false });
});

test('an extension is called after the deployment and the second, and is not the one that is bound', () => {
  expect(extensionName('web', at + 999, 'web')).toBe(`web${suffix}`);
  expect(extensionName('web', at, `web${suffix}`)).toBe(`web-v${at / 1000 + 1}`);
});

describe('the application that is made of it', () => {
  test('has what stands at the deployment\'s top, and its template', () => {
    const definition = sent({ strategy: { type: 'RollingUpdate' }, selector: { a: '1' }, mine: 7 }, { restartPolicy: { policy: 'Always' }, constraint: { intersectionItem: [] }, extra: true });
    expect(applicationOf(deployment({ definition }), 'web-v1', { instances: 0, rolling: 'Up', defined: 2 })).toEqual({
      apiVersion: 'bkbcs.tencent.com/v1', kind: 'BcsApplication',
      metadata: { name: 'web-v1', namespace: 'defaultgroup-1', labels: { app: 'web' }, ownerReferences: [{ apiVersion: 'bkbcs.tencent.com/v1', kind: 'BcsDeployment', name: 'web', uid: 'u', controller: true, blockOwnerDeletion: true }] },
      spec: {
        name: 'web-v1', namespace: 'defaultGroup', cluster: '10001', kind: 'application', instances: 0, derived: true, rolling: 'Up', defined: 2,
        definition: {
          apiVersion: 'v4', kind: 'application', metadata: { name: 'web-v1', namespace: 'defaultGroup', labels: { app: 'web' } }, restartPolicy: { policy: 'Always' }, constraint: { intersectionItem: [] }, extra: true,
          spec: { instance: 2, template, mine: 7 },
        },
      },
    });
  });

  test('whatever case names are written in', () => {
    const definition = { KIND: 'deployment', MetaData: { NAME: 'web', Labels: { a: '1' } }, Spec: { INSTANCE: 3, Strategy: {}, Template: { spec: { Processes: [{}] } } } };
    const { spec } = applicationOf(deployment({ definition }), 'web', { instances: 3 });
    expect(spec).toMatchObject({ kind: 'process', instances: 3 });
    expect(spec.definition).toEqual({ kind: 'process', metadata: { Labels: { a: '1' }, name: 'web', namespace: 'defaultGroup' }, spec: { Template: { spec: { Processes: [{}] } }, instance: 3 } });
  });
});

test('as it is reported: names as the document has them, times in seconds', () => {
  const rollingupdate = { maxUnavilable: 2, maxSurge: 0, upgradeDuration: 60, rollingOrder: 'CreateFirst', rollingManually: false };
  const definition = sent({ selector: { a: '1' }, strategy: { type: 'RollingUpdate', rollingupdate } });
  const rollout = { id: '7', application: 'web-v1', instances: 2 };
  expect(recordOfDeployment(deployment({ definition, definitionBackup: sent(), rollout }, {
    status: 'Update', message: 'm', application: { name: 'web', currTargetInstances: 1, currentRollingInstances: 1 }, applicationExt: { name: 'web-v1' }, currRollingOperation: 'DELETE', isInRolling: true,
    lastRollingTime: at + 1500, checkTime: at + 2500, rollout: { id: '7' },
  }))).toEqual({
    metadata: { name: 'web', namespace: 'defaultGroup', creationTimestamp: undefined, labels: { app: 'web' }, annotations: {} },
    selector: { a: '1' }, strategy: { type: 'RollingUpdate', rollingupdate: { ...rollingupdate, maxSurge: 1 } }, status: 'Update',
    application: { name: 'web', curr_target_instances: 1, CurrentRollingInstances: 1 }, application_ext: { name: 'web-v1', curr_target_instances: 0, CurrentRollingInstances: 0 },
    last_rolling_time: at / 1000 + 1, curr_rolling_operation: 'DELETE', is_in_rolling: true, check_time: at / 1000 + 2, message: 'm', raw_json: definition, raw_json_backup: sent(),
  });
  expect(recordOfDeployment(deployment())).toMatchObject({ selector: null, status: 'Deploying', last_rolling_time: 0, curr_rolling_operation: '', is_in_rolling: false, raw_json_backup: null });
});
