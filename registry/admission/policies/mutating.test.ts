import { kinds, type admissionregistration as admission, type core } from '../../../api';
import { closeAll, openTest, type TestRegistry } from '../../testing/harness';
import { configMap, pod } from '../../testing/objects';

afterEach(closeAll);

type PolicySpec = Partial<admission.MutatingAdmissionPolicySpec>;
type BindingSpec = Partial<admission.MutatingAdmissionPolicyBindingSpec>;

const rule = (resource: string): admission.NamedRuleWithOperations => ({ apiGroups: ['*'], apiVersions: ['*'], operations: ['CREATE', 'UPDATE'], resources: [resource] });
const configuration = (expression: string): admission.Mutation => ({ patchType: 'ApplyConfiguration', applyConfiguration: { expression } });
const patch = (expression: string): admission.Mutation => ({ patchType: 'JSONPatch', jsonPatch: { expression } });
const labelled = configuration('Object{metadata: Object.metadata{labels: {"by": "policy"}}}');

async function add({ registry }: TestRegistry, name: string, spec: PolicySpec, bound: BindingSpec = {}): Promise<void> {
  const whole = { matchConstraints: { resourceRules: [rule('configmaps')] }, mutations: [labelled], reinvocationPolicy: 'Never', ...spec };
  await registry.store(kinds.mutatingadmissionpolicies).create({ metadata: { name }, spec: whole }, undefined);
  await registry.store(kinds.mutatingadmissionpolicybindings).create({ metadata: { name: `${name}-b` }, spec: { policyName: name, ...bound } }, undefined);
}

async function open(spec: PolicySpec = {}, bound: BindingSpec = {}) {
  const test = await openTest();
  await add(test, 'p', spec, bound);
  return { ...test, maps: test.registry.of(kinds.configmaps), pods: test.registry.of(kinds.pods) };
}

describe('a policy', () => {
  it('changes what is made, and what is changed', async () => {
    const { maps } = await open();
    const made = await maps.create(configMap('a', { k: 'v' }));
    expect(made.metadata.labels).toEqual({ by: 'policy' });
    expect((await maps.update({ namespace: 'default', name: 'a' }, (now) => ({ ...now, metadata: { ...now.metadata, labels: { other: 'x' } } }))).metadata.labels)
      .toEqual({ other: 'x', by: 'policy' });
  });

  it('merges lists by their keys, and what it adds has its defaults', async () => {
    const part = 'Object.spec.containers{name: "proxy", image: "envoy"}';
    const { pods } = await open({ matchConstraints: { resourceRules: [rule('pods')] }, mutations: [configuration(`Object{spec: Object.spec{containers: [${part}]}}`)] });
    expect((await pods.create(pod('a'))).spec.containers).toMatchObject([{ name: 'web', image: 'nginx' }, { name: 'proxy', image: 'envoy', imagePullPolicy: 'Always' }]);
  });

  it('applies patches, one mutation after the other', async () => {
    const { maps } = await open({ mutations: [
      patch('[JSONPatch{op: "add", path: "/data/size", value: string(size(object.data))}]'), patch('[JSONPatch{op: "add", path: "/data/more", value: object.data.size + "!"}]'),
    ] });
    expect((await maps.create(configMap('a', { k: 'v' }))).data).toEqual({ k: 'v', size: '1', more: '1!' });
  });

  it('has variables, conditions, parameters', async () => {
    const { maps } = await open({
      paramKind: { apiVersion: 'v1', kind: 'ConfigMap' }, matchConditions: [{ name: 'others', expression: 'object.metadata.name != "team"' }],
      variables: [{ name: 'team', expression: 'params.data.team' }], mutations: [configuration('Object{metadata: Object.metadata{labels: {"team": string(variables.team), "in": namespaceObject.metadata.name}}}')],
    }, { paramRef: { name: 'team', parameterNotFoundAction: 'Allow' } });
    await maps.create(configMap('team', { team: 'red' }));
    expect((await maps.create(configMap('a'))).metadata.labels).toEqual({ team: 'red', in: 'default' });
  });

  it('that fails refuses, unless it fails open', async () => {
    const mutations = [configuration('Object{metadata: Object.metadata{labels: {"x": string(object.none)}}}'), labelled];
    const fault = 'policy \'p\' with binding \'p-b\' denied request: expression \'Object{metadata: Object.metadata{labels: {"x": string(object.none)}}}\' resulted in error: no such key: none';
    const { maps } = await open({ mutations });
    await expect(maps.create(configMap('a'))).rejects.toMatchObject({ code: 403, reason: 'Invalid', message: fault, details: { name: 'a', kind: 'configmaps', causes: [{ message: fault }] } });
    const lenient = await open({ mutations, failurePolicy: 'Ignore' });
    expect((await lenient.maps.create(configMap('a'))).metadata.labels).toEqual({ by: 'policy' });
  });

  it('whose parameters are missing refuses, when it is asked to', async () => {
    const { maps } = await open({ paramKind: { apiVersion: 'v1', kind: 'ConfigMap' } }, { paramRef: { name: 'none', parameterNotFoundAction: 'Deny' } });
    await expect(maps.create(configMap('a'))).rejects.toMatchObject({
      code: 403, reason: 'Forbidden', message: "policy 'p' with binding 'p-b' denied request: failed to configure binding: no params found for policy binding with `Deny` parameterNotFoundAction",
    });
  });

  it('cannot rename, or make what is no such object', async () => {
    const renaming = await open({ mutations: [patch('[JSONPatch{op: "replace", path: "/metadata/name", value: "b"}]')] });
    await expect(renaming.maps.create(configMap('a'))).rejects.toMatchObject({ code: 500, message: expect.stringContaining("policy 'p' attempted to change the name") });
    const breaking = await open({ mutations: [patch('[JSONPatch{op: "replace", path: "/data", value: 5}]')] });
    await expect(breaking.maps.create(configMap('a', { k: 'v' }))).rejects.toMatchObject({ code: 500, reason: 'InternalError' });
  });

  it('changes what only a subresource may through that alone', async () => {
    const { pods } = await open({ matchConstraints: { resourceRules: [rule('pods/status')] }, mutations: [configuration('Object{status: Object.status{message: "seen"}}')] });
    await pods.create(pod('a'));
    const reported = await pods.update({ namespace: 'default', name: 'a' }, (now: core.Pod) => ({ ...now, status: { ...now.status, phase: 'Running' } }), { subresource: 'status' });
    expect(reported.status).toMatchObject({ phase: 'Running', message: 'seen' });
  });
});

describe('policies that see each other’s work', () => {
  const counting = (reinvocationPolicy: 'Never' | 'IfNeeded'): PolicySpec => ({
    reinvocationPolicy, mutations: [patch('[JSONPatch{op: "add", path: "/data/rounds", value: string(int(object.data[?"rounds"].orValue("0")) + 1)}]')],
  });

  it('are asked once more where they want it', async () => {
    const test = await open(counting('IfNeeded'));
    await add(test, 'q', { matchConditions: [{ name: 'once', expression: '!has(object.metadata.labels)' }] });
    expect(await test.maps.create(configMap('a', { k: 'v' }))).toMatchObject({ data: { rounds: '2' }, metadata: { labels: { by: 'policy' } } });
  });

  it('are asked once where they do not', async () => {
    const test = await open(counting('Never'));
    await add(test, 'q', {});
    expect((await test.maps.create(configMap('a', { k: 'v' }))).data).toEqual({ k: 'v', rounds: '1' });
  });
});
