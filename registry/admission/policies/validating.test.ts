import { kinds, type admissionregistration as admission, type core, type KubeObject } from '../../../api';
import { closeAll, openTest, type TestRegistry } from '../../testing/harness';
import { configMap, namespace } from '../../testing/objects';

afterEach(closeAll);

type PolicySpec = Partial<admission.ValidatingAdmissionPolicySpec>;
type BindingSpec = Partial<admission.ValidatingAdmissionPolicyBindingSpec>;

const onConfigMaps: admission.NamedRuleWithOperations = { apiGroups: [''], apiVersions: ['v1'], operations: ['*'], resources: ['configmaps'] };
const small = { expression: "object == null || size(object.data) < 2", message: 'too much data' };

const policy = (name: string, spec: PolicySpec): unknown => ({ metadata: { name }, spec: { matchConstraints: { resourceRules: [onConfigMaps] }, validations: [small], ...spec } });
const binding = (name: string, spec: BindingSpec): unknown => ({ metadata: { name }, spec: { policyName: 'p', validationActions: ['Deny'], ...spec } });

interface Opened extends TestRegistry {
  readonly warnings: string[];
  readonly notes: Record<string, string>;
  create(name: string, data: Record<string, string>, namespace?: string, labels?: Record<string, string>): Promise<core.ConfigMap>;
}

/** A registry in which a policy `p` with a binding `b` holds already. */
async function open(spec: PolicySpec = {}, bound: BindingSpec = {}): Promise<Opened> {
  const test = await openTest();
  const { registry } = test;
  const warnings: string[] = [];
  const notes: Record<string, string> = {};
  const options = { warn: (text: string) => { warnings.push(text); }, annotate: (key: string, value: string) => { notes[key] = value; } };
  await registry.of(kinds.namespaces).create(namespace('other', { labels: { env: 'prod' } }));
  await registry.store(kinds.validatingadmissionpolicies).create(policy('p', spec), undefined);
  await registry.store(kinds.validatingadmissionpolicybindings).create(binding('b', bound), undefined);
  return {
    ...test, warnings, notes,
    create: (name, data, inNamespace = 'default', labels = {}) => registry.of(kinds.configmaps).create(configMap(name, data, { namespace: inNamespace, labels }), options),
  };
}

const few = { a: '1' };
const many = { a: '1', b: '2' };
const denied = (why: string, name = 'x') => ({ message: `configmaps "${name}" is forbidden: ValidatingAdmissionPolicy 'p' with binding 'b' denied request: ${why}` });

describe('a policy', () => {
  it('denies what its expressions do not allow', async () => {
    const { create } = await open();
    await create('a', few);
    await expect(create('x', many)).rejects.toMatchObject({
      code: 422, reason: 'Invalid', ...denied('too much data'),
      details: { name: 'x', kind: 'configmaps', causes: [{ message: "ValidatingAdmissionPolicy 'p' with binding 'b' denied request: too much data" }] },
    });
  });

  it('gives a reason', async () => {
    const { create } = await open({ validations: [{ ...small, reason: 'Forbidden' }] });
    await expect(create('x', many)).rejects.toMatchObject({ code: 403, reason: 'Forbidden' });
  });

  it('sees the states, the request, the namespace and its own variables', async () => {
    const { create, registry } = await open({
      variables: [{ name: 'grows', expression: 'oldObject != null && size(object.data) > size(oldObject.data)' }],
      validations: [{ expression: '!variables.grows', messageExpression: 'request.operation + " of " + request.name + " by " + request.userInfo.username + " in " + namespaceObject.metadata.name' }],
    });
    await create('x', few);
    const grow = registry.of(kinds.configmaps).update({ namespace: 'default', name: 'x' }, (now) => ({ ...now, data: many }));
    await expect(grow).rejects.toMatchObject(denied('UPDATE of x by system:admin in default'));
  });

  it('sees deletions', async () => {
    const { create, registry } = await open({ validations: [{ expression: 'request.operation != "DELETE" || oldObject.data.a != "1"', message: 'keep it' }] });
    await create('x', few);
    await expect(registry.of(kinds.configmaps).delete({ namespace: 'default', name: 'x' })).rejects.toMatchObject(denied('keep it'));
  });

  it('may ask what the user may do', async () => {
    const mayRead = "authorizer.group('').resource('secrets').namespace(object.metadata.namespace).check('get')";
    const { create } = await open({ validations: [{ expression: `${mayRead}.allowed() && authorizer.requestResource.check('create').allowed()` }] });
    await create('x', few);
  });

  it('that fails denies, unless it fails open', async () => {
    const validations = [{ expression: 'object.none == 1' }];
    await expect((await open({ validations })).create('x', few)).rejects.toMatchObject(denied("expression 'object.none == 1' resulted in error: no such key: none"));
    await (await open({ validations, failurePolicy: 'Ignore' })).create('x', few);
  });

  it('holds as long as it is there', async () => {
    const { create, registry } = await open();
    await registry.of(kinds.validatingadmissionpolicybindings).delete({ name: 'b' });
    await create('x', many);
  });

  it('says nothing of policies', async () => {
    const { registry } = await open({ matchConstraints: { resourceRules: [{ ...onConfigMaps, apiGroups: ['*'], apiVersions: ['*'], resources: ['*'] }] }, validations: [{ expression: 'false' }] });
    await expect(registry.of(kinds.namespaces).create(namespace('n'))).rejects.toMatchObject({ message: expect.stringContaining('failed expression: false') });
    await registry.of(kinds.validatingadmissionpolicies).delete({ name: 'p' });
  });
});

describe('what is meant', () => {
  const rules = (rule: Partial<admission.NamedRuleWithOperations>, more: Partial<admission.MatchResources> = {}): PolicySpec => ({ matchConstraints: { resourceRules: [{ ...onConfigMaps, ...rule }], ...more } });

  it.each<[string, PolicySpec, BindingSpec, boolean]>([
    ['another operation', rules({ operations: ['UPDATE'] }), {}, false],
    ['another resource', rules({ resources: ['secrets'] }), {}, false],
    ['everything', rules({ apiGroups: ['*'], apiVersions: ['*'], resources: ['*'] }), {}, true],
    ['a name', rules({ resourceNames: ['x'] }), {}, true],
    ['another name', rules({ resourceNames: ['y'] }), {}, false],
    ['all but that name', rules({}, { excludeResourceRules: [{ ...onConfigMaps, resourceNames: ['x'] }] }), {}, false],
    ['all but another name', rules({}, { excludeResourceRules: [{ ...onConfigMaps, resourceNames: ['y'] }] }), {}, true],
    ['labels of the object', rules({}, { objectSelector: { matchLabels: { app: 'a' } } }), {}, true],
    ['other labels', rules({}, { objectSelector: { matchLabels: { app: 'b' } } }), {}, false],
    ['labels of the namespace', rules({}, { namespaceSelector: { matchLabels: { env: 'prod' } } }), {}, true],
    ['another namespace', rules({}, { namespaceSelector: { matchLabels: { env: 'test' } } }), {}, false],
    ['what the binding means, too', {}, { matchResources: { namespaceSelector: { matchLabels: { env: 'test' } } } }, false],
    ['what the binding leaves', {}, { matchResources: { objectSelector: { matchLabels: { app: 'a' } } } }, true],
    ['by another binding', {}, { policyName: 'q' }, false],
    ['a condition', { matchConditions: [{ name: 'a', expression: 'request.namespace == "other"' }] }, {}, true],
    ['another condition', { matchConditions: [{ name: 'a', expression: 'request.namespace == "default"' }] }, {}, false],
  ])('%s', async (_, spec, bound, isMeant) => {
    const { create } = await open(spec, bound);
    const created = create('x', many, 'other', { app: 'a' });
    await (isMeant ? expect(created).rejects.toMatchObject(denied('too much data')) : created);
  });

  it('may be another version of what is asked for', async () => {
    const autoscalers = { ...onConfigMaps, apiGroups: ['autoscaling'], apiVersions: ['v1'], resources: ['horizontalpodautoscalers'] };
    const { registry } = await open({ matchConstraints: { resourceRules: [autoscalers] }, validations: [{ expression: 'object.spec.targetCPUUtilizationPercentage < 50 && request.kind.version == "v1" && request.requestKind.version == "v2"' }] });
    const make = (averageUtilization: number) => registry.store(kinds.horizontalpodautoscalers as never).create({
      metadata: { name: `h${averageUtilization}` },
      spec: { maxReplicas: 3, scaleTargetRef: { kind: 'Deployment', name: 'd', apiVersion: 'apps/v1' }, metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization } } }] },
    }, 'default');
    await make(40);
    await expect(make(60)).rejects.toMatchObject({ code: 422, message: expect.stringContaining("ValidatingAdmissionPolicy 'p'") });
  });
});

describe('a binding', () => {
  it('may warn instead, and note', async () => {
    const { create, warnings, notes } = await open({ auditAnnotations: [{ key: 'size', valueExpression: 'string(size(object.data))' }] }, { validationActions: ['Warn', 'Audit'] });
    await create('x', many);
    expect(warnings).toEqual(["Validation failed for ValidatingAdmissionPolicy 'p' with binding 'b': too much data"]);
    expect(notes).toEqual({
      'p/size': '2',
      'validation.policy.admission.k8s.io/validation_failure': JSON.stringify([{ message: 'too much data', policy: 'p', binding: 'b', expressionIndex: 0, validationActions: ['Warn', 'Audit'] }]),
    });
  });

  it('is not the only one', async () => {
    const { create, registry, warnings } = await open({}, { validationActions: ['Warn'] });
    await registry.store(kinds.validatingadmissionpolicybindings).create(binding('c', {}), undefined);
    await expect(create('x', many)).rejects.toMatchObject({ message: expect.stringContaining("with binding 'c' denied request") });
    expect(warnings).toHaveLength(1);
  });
});

describe('parameters', () => {
  const paramKind = { apiVersion: 'v1', kind: 'ConfigMap' };
  const limited: PolicySpec = { paramKind, validations: [{ expression: 'params == null || object.metadata.name.startsWith("limit") || size(object.data) <= int(params.data.most)', message: 'too much' }] };
  const limit = (name: string, most: string, inNamespace = 'default'): [string, Record<string, string>, string, Record<string, string>] => [name, { most }, inNamespace, { role: 'limit' }];

  it('are found by name, in the namespace of the request', async () => {
    const { create } = await open(limited, { paramRef: { name: 'limit', parameterNotFoundAction: 'Allow' } });
    await create('a', many);
    await create(...limit('limit', '1'));
    await create(...limit('limit', '2', 'other'));
    await expect(create('x', many)).rejects.toMatchObject(denied('too much'));
    await create('x', many, 'other');
  });

  it('are found by labels, every one counts', async () => {
    const { create } = await open(limited, { paramRef: { namespace: 'default', selector: { matchLabels: { role: 'limit' } }, parameterNotFoundAction: 'Allow' } });
    await create(...limit('limit-a', '5'));
    await create('a', many, 'other');
    await create(...limit('limit-b', '1'));
    await expect(create('x', many, 'other')).rejects.toMatchObject(denied('too much'));
  });

  it('that are not there deny, when they are asked to', async () => {
    const { create } = await open(limited, { paramRef: { name: 'limit', parameterNotFoundAction: 'Deny' } });
    await expect(create('x', few)).rejects.toMatchObject(denied('failed to configure binding: no params found for policy binding with `Deny` parameterNotFoundAction'));
  });

  it('need not be given', async () => {
    await (await open(limited)).create('x', many);
  });

  it.each<[PolicySpec['paramKind'], string]>([
    [{ apiVersion: 'example.com/v1', kind: 'Limit' }, "failed to find resource referenced by paramKind: 'example.com/v1, Kind=Limit'"],
    [{ apiVersion: 'v1', kind: 'Node' }, 'paramRef.namespace must not be provided for a cluster-scoped `paramKind`'],
  ])('of kind %j', async (kind, fault) => {
    const bound: BindingSpec = { paramRef: { name: 'limit', namespace: 'default', parameterNotFoundAction: 'Allow' } };
    await expect((await open({ ...limited, paramKind: kind }, bound)).create('x', few)).rejects.toMatchObject(denied(`failed to configure binding: ${fault}`));
    await (await open({ ...limited, paramKind: kind, failurePolicy: 'Ignore' }, bound)).create('x', few);
  });

  it('of a namespace are none for what is in no namespace', async () => {
    const onNamespaces = { ...onConfigMaps, resources: ['persistentvolumes'] };
    const { registry } = await open({ ...limited, matchConstraints: { resourceRules: [onNamespaces] } }, { paramRef: { name: 'limit', parameterNotFoundAction: 'Allow' } });
    const volume = { metadata: { name: 'v' }, spec: { capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'], hostPath: { path: '/x' } } } as unknown as KubeObject;
    await expect(registry.store(kinds.persistentvolumes).create(volume, undefined)).rejects
      .toMatchObject({ message: expect.stringContaining('failed to configure binding: cannot use namespaced paramRef in policy binding that matches cluster-scoped resources') });
  });
});
