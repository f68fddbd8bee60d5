import type * as apps from '../../schema/types/apps.v1';
import type * as autoscaling from '../../schema/types/autoscaling.v1';
import { cells, context, create, faultsOf, read, updateFaults } from '../testing/apply';
import { deployments } from './deployments';
import { replicasets } from './replicasets';

const template = (spec: object = {}, labels: object = { app: 'web' }): object => ({ metadata: { labels }, spec: { containers: [{ name: 'main', image: 'nginx:1' }], ...spec } });
const web = (spec: object = {}): object => ({ metadata: { name: 'web', namespace: 'default' }, spec: { selector: { matchLabels: { app: 'web' } }, template: template(), ...spec } });

test('defaults of a deployment', () => {
  expect(read(deployments, web()).spec).toMatchObject({
    replicas: 1, revisionHistoryLimit: 10, progressDeadlineSeconds: 600, strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '25%', maxSurge: '25%' } },
    template: { spec: { restartPolicy: 'Always', containers: [{ imagePullPolicy: 'IfNotPresent' }] } },
  });
  expect(read(deployments, web({ strategy: { type: 'Recreate' }, replicas: 0 })).spec).toMatchObject({ replicas: 0, strategy: { type: 'Recreate' } });
});

describe.each([['Deployment', deployments], ['ReplicaSet', replicasets]] as const)('%s', (kind, definition) => {
  const faults = (spec: object): string[] => (definition === deployments ? faultsOf(deployments, create(deployments, web(spec))) : faultsOf(replicasets, create(replicasets, web(spec))));

  test.each<[string, object, string[]]>([
    ['ordinary', {}, []],
    ['no selector', { selector: undefined }, ['spec.selector: Required value', 'spec.template.metadata.labels: Invalid value: {"app":"web"}: `selector` does not match template `labels`']],
    ['empty selector', { selector: {} }, ['spec.selector: Invalid value: {}: empty selector is invalid for deployment']],
    ['selector of other pods', { selector: { matchLabels: { app: 'db' } } }, ['spec.template.metadata.labels: Invalid value: {"app":"web"}: `selector` does not match template `labels`']],
    ['bad operator', { selector: { matchExpressions: [{ key: 'a', operator: 'Is' }] } }, ['spec.selector.matchExpressions[0].operator: Invalid value: "Is": not a valid selector operator', 'spec.selector: Invalid value: {"matchExpressions":[{"key":"a","operator":"Is"}]}: invalid label selector']],
    ['negative replicas', { replicas: -1 }, ['spec.replicas: Invalid value: -1: must be greater than or equal to 0']],
    ['restart policy', { template: template({ restartPolicy: 'Never' }) }, ['spec.template.spec.restartPolicy: Unsupported value: "Never": supported values: "Always"']],
    ['deadline', { template: template({ activeDeadlineSeconds: 5 }) }, ['spec.template.spec.activeDeadlineSeconds: Forbidden: activeDeadlineSeconds in ReplicaSet is not Supported']],
    ['no template', { template: undefined }, ['spec.template.spec.containers: Required value', 'spec.template.metadata.labels: Invalid value: null: `selector` does not match template `labels`']],
  ])('%s', (_, spec, expected) => expect(faults(spec)).toEqual(expected));

  test(`the selector of a ${kind} is fixed`, () => {
    const changed = web({ selector: { matchLabels: { app: 'web', tier: 'a' } }, template: template({}, { app: 'web', tier: 'a' }) });
    const found = definition === deployments ? updateFaults(deployments, create(deployments, web()), changed) : updateFaults(replicasets, create(replicasets, web()), changed);
    expect(found).toEqual(['spec.selector: Invalid value: {"matchLabels":{"app":"web","tier":"a"}}: field is immutable']);
  });
});

test.each<[string, object, string[]]>([
  ['nothing may happen', { strategy: { rollingUpdate: { maxUnavailable: 0, maxSurge: 0 } } }, ['spec.strategy.rollingUpdate.maxUnavailable: Invalid value: 0: may not be 0 when `maxSurge` is 0']],
  ['more than all', { strategy: { rollingUpdate: { maxUnavailable: '120%' } } }, ['spec.strategy.rollingUpdate.maxUnavailable: Invalid value: "120%": must not be greater than 100%']],
  ['no share', { strategy: { rollingUpdate: { maxSurge: 'some' } } }, ["spec.strategy.rollingUpdate.maxSurge: Invalid value: \"some\": a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')"]],
  ['settings of the other way', { strategy: { type: 'Recreate', rollingUpdate: { maxSurge: 1 } } }, ["spec.strategy.rollingUpdate: Forbidden: may not be specified when strategy `type` is 'Recreate'"]],
  ['a deadline before readiness', { minReadySeconds: 600 }, ['spec.progressDeadlineSeconds: Invalid value: 600: must be greater than minReadySeconds']],
])('a rollout where %s', (_, spec, expected) => expect(faultsOf(deployments, create(deployments, web(spec)))).toEqual(expected));

test('a name that is no label is warned of once, on create', () => {
  const named = (name: string): apps.Deployment => ({ ...create(deployments, web()), metadata: { name, namespace: 'default' } });
  const warnings = (object: apps.Deployment, old?: apps.Deployment): string[] => deployments.strategy.warnings?.(object, old) ?? [];
  expect(warnings(named('web'))).toEqual([]);
  expect(warnings(named('a.b'))).toEqual(['metadata.name: this is used in Pod names and hostnames, which can result in surprising behavior; a DNS label is recommended: [must not contain dots]']);
  expect(warnings(named('a.b'), named('a.b'))).toEqual([]);
});

test('what of a template is hardly meant is warned of when it comes', () => {
  const odd = create(deployments, web({ template: template({ nodeSelector: { 'beta.kubernetes.io/os': 'linux' } }) }));
  const text = 'spec.template.spec.nodeSelector[beta.kubernetes.io/os]: deprecated since v1.14; use "kubernetes.io/os" instead';
  expect(deployments.strategy.warnings?.(odd, undefined)).toEqual([text]);
  expect(deployments.strategy.warnings?.(odd, create(deployments, web()))).toEqual([text]);
  expect(deployments.strategy.warnings?.(odd, odd)).toEqual([]);
});

test('annotations of a deployment count as a change, labels and status do not', () => {
  const counts = deployments.strategy.generation as (a: apps.Deployment, b: apps.Deployment) => boolean;
  const old = create(deployments, web());
  expect(counts({ ...old, metadata: { ...old.metadata, annotations: { a: 'b' } } }, old)).toBe(true);
  expect(counts({ ...old, metadata: { ...old.metadata, labels: { a: 'b' } }, status: { replicas: 2 } }, old)).toBe(false);
});

test('a status write keeps the labels of a deployment', () => {
  const old = create(deployments, web());
  const { status } = deployments.subresources;
  if (status?.type !== 'view') throw new Error('no view');
  const sent = { ...old, metadata: { ...old.metadata, labels: { a: 'b' }, annotations: { c: 'd' } }, status: { replicas: 2 } };
  expect(status.prepareForUpdate(sent, old, context)).toMatchObject({ metadata: { annotations: { c: 'd' } }, status: { replicas: 2 } });
  expect(status.prepareForUpdate(sent, old, context).metadata.labels).toBeUndefined();
  expect(status.validateUpdate?.({ ...old, status: { replicas: 1, readyReplicas: 2 } }, old)).toMatchObject([{ field: 'status.readyReplicas', detail: 'cannot be greater than status.replicas' }]);
});

test('a workload as a scale', () => {
  const set: apps.ReplicaSet = { ...create(replicasets, web({ replicas: 3 })), status: { replicas: 2 } };
  const { scale } = replicasets.subresources;
  if (scale?.type !== 'projection') throw new Error('no projection');
  const read = scale.read(set) as autoscaling.Scale;
  expect(read).toMatchObject({ kind: 'Scale', apiVersion: 'autoscaling/v1', metadata: { name: 'web', namespace: 'default' }, spec: { replicas: 3 }, status: { replicas: 2, selector: 'app=web' } });
  expect(scale.write(set, { ...read, spec: { replicas: 5 } } as autoscaling.Scale)).toMatchObject({ spec: { replicas: 5 }, status: { replicas: 2 } });
  expect(scale.validate?.({ ...read, spec: { replicas: -1 } } as autoscaling.Scale)).toMatchObject([{ field: 'spec.replicas' }]);
  expect(set.spec.replicas).toBe(3);
});

test('rows', () => {
  const deployment: apps.Deployment = { ...create(deployments, web({ replicas: 3 })), status: { readyReplicas: 2, updatedReplicas: 3, availableReplicas: 1 } };
  expect(cells(deployments, deployment)).toEqual({ Name: 'web', Ready: '2/3', 'Up-to-date': 3, Available: 1, Age: '<unknown>', Containers: 'main', Images: 'nginx:1', Selector: 'app=web' });
  const set: apps.ReplicaSet = { ...create(replicasets, web({ replicas: 3 })), status: { replicas: 2, readyReplicas: 1 } };
  expect(cells(replicasets, set)).toMatchObject({ Desired: 3, Current: 2, Ready: 1 });
});
