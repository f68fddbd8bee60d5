/** ValidatingAdmissionPolicies and MutatingAdmissionPolicies, as kubectl meets them. */
import { story } from '../harness/story';

const { ok, json, feed, refuse, refused, sending, attempt } = story('governed');

const group = 'admissionregistration.k8s.io/v1';
const deployments = { apiGroups: ['apps'], apiVersions: ['v1'], operations: ['CREATE', 'UPDATE'], resources: ['deployments'] };
const maps = { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE', 'UPDATE'], resources: ['configmaps'] };
const here = { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'governed' } } };

/** With a binding of the same name, in this story's namespace. */
const validating = (spec: object, bound: object = {}, rule: object = deployments, name = 'story'): [object, object] => [
  { apiVersion: group, kind: 'ValidatingAdmissionPolicy', metadata: { name }, spec: { matchConstraints: { resourceRules: [rule] }, ...spec } },
  { apiVersion: group, kind: 'ValidatingAdmissionPolicyBinding', metadata: { name }, spec: { policyName: name, validationActions: ['Deny'], matchResources: here, ...bound } },
];

const mutating = (spec: object, bound: object = {}, rule: object = maps, name = 'story'): [object, object] => [
  { apiVersion: group, kind: 'MutatingAdmissionPolicy', metadata: { name }, spec: { matchConstraints: { resourceRules: [rule] }, reinvocationPolicy: 'Never', ...spec } },
  { apiVersion: group, kind: 'MutatingAdmissionPolicyBinding', metadata: { name }, spec: { policyName: name, matchResources: here, ...bound } },
];

const deployment = (name: string, replicas: number): object => ({
  apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name },
  spec: { replicas, selector: { matchLabels: { app: name } }, template: { metadata: { labels: { app: name } }, spec: { containers: [{ name: 'c', image: 'nginx' }] } } },
});
const map = (name: string, data: Record<string, string> = {}, labels: Record<string, string> = {}): object => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, labels }, data });

const few = { expression: 'object.spec.replicas <= 5' };
const by = "ValidatingAdmissionPolicy 'story' with binding 'story' denied request:";

afterEach(async () => {
  await ok`delete validatingadmissionpolicies,validatingadmissionpolicybindings,mutatingadmissionpolicies,mutatingadmissionpolicybindings --all`;
  await ok`delete deployments,configmaps -l ${'!keep'}`;
});

describe('a validating policy', () => {
  it('is listed with what it means', async () => {
    await feed(...validating({ validations: [few], paramKind: { apiVersion: 'v1', kind: 'ConfigMap' } }, { paramRef: { name: 'p', parameterNotFoundAction: 'Allow' } }))`apply -f -`;
    expect(await ok`get validatingadmissionpolicies`).toMatch(/^NAME +VALIDATIONS +PARAMKIND +AGE\nstory +1 +v1\/ConfigMap +\S+\n$/);
    expect(await ok`get validatingadmissionpolicybindings`).toMatch(/^NAME +POLICYNAME +PARAMREF +AGE\nstory +story +\*\/p +\S+\n$/);
  });

  it('denies in the words of its expression, whatever the verb', async () => {
    await feed(...validating({ validations: [few] }))`apply -f -`;
    const denied = `The deployments "web" is invalid: : ${by} failed expression: object.spec.replicas <= 5`;
    expect(await refuse(deployment('web', 6))`create -f -`).toBe(denied);
    expect(await refused`create deployment web --image=nginx --replicas=6`).toContain(`${by} failed expression: object.spec.replicas <= 5`);
    expect(await feed(deployment('web', 5))`apply -f -`).toBe('deployment.apps/web created\n');
    expect(await refused`patch deployment web -p ${'{"spec":{"replicas":7}}'}`).toBe(denied);
    expect(await refuse(deployment('web', 8))`apply --server-side --force-conflicts -f -`).toContain(by);
    expect(await refuse(deployment('other', 8))`apply --dry-run=server -f -`).toContain(by);
    // The scale is another resource.
    expect(await ok`scale deployment web --replicas=6`).toBe('deployment.apps/web scaled\n');
  });

  it('has a message, one that is made for the request, and a reason', async () => {
    await feed(...validating({ validations: [{ ...few, message: 'too many' }] }))`apply -f -`;
    expect(await refuse(deployment('web', 6))`create -f -`).toBe(`The deployments "web" is invalid: : ${by} too many`);
    const variables = [{ name: 'most', expression: "'max' in namespaceObject.metadata.labels ? int(namespaceObject.metadata.labels['max']) : 5" }];
    await feed(...validating({ variables, validations: [{ expression: 'object.spec.replicas <= variables.most', messageExpression: "request.userInfo.username + ' may have ' + string(variables.most) + ', not ' + string(object.spec.replicas)", reason: 'Forbidden' }] }))`apply -f -`;
    expect(await refuse(deployment('web', 6))`create -f -`).toBe(`Error from server (Forbidden): error when creating "STDIN": deployments.apps "web" is forbidden: ${by} system:admin may have 5, not 6`);
    await ok`label namespace governed max=10`;
    expect(await feed(deployment('web', 6))`create -f -`).toBe('deployment.apps/web created\n');
  });

  it('warns where its binding says so', async () => {
    await feed(...validating({ validations: [{ ...few, message: 'too many' }] }, { validationActions: ['Warn', 'Audit'] }))`apply -f -`;
    const { stdout, stderr } = await sending(deployment('web', 6))`create -f -`;
    expect([stdout, stderr]).toEqual(['deployment.apps/web created\n', "Warning: Validation failed for ValidatingAdmissionPolicy 'story' with binding 'story': too many\n"]);
  });

  it('means what its conditions and selectors mean, and nothing without a binding', async () => {
    const [policy, binding] = validating({ validations: [{ expression: 'false' }], matchConditions: [{ name: 'named', expression: 'object.metadata.name.startsWith("w")' }] });
    await feed(policy)`apply -f -`;
    await feed(deployment('we', 1))`create -f -`;
    await feed(binding)`apply -f -`;
    await feed(deployment('other', 1))`create -f -`;
    await feed(deployment('web', 1))`create -n default -f -`;
    expect(await refuse(deployment('web', 1))`create -f -`).toBe(`The deployments "web" is invalid: : ${by} failed expression: false`);
    await ok`delete deployment web -n default`;
  });

  it('that fails refuses, unless it says otherwise', async () => {
    const validations = [{ expression: "object.metadata.labels['team'] == 'red'" }];
    await feed(...validating({ validations }, {}, maps))`apply -f -`;
    expect(await refuse(map('a', {}, { x: 'y' }))`create -f -`).toBe(`The configmaps "a" is invalid: : ${by} expression 'object.metadata.labels['team'] == 'red'' resulted in error: no such key: team`);
    await feed(...validating({ validations, failurePolicy: 'Ignore' }, {}, maps))`apply -f -`;
    expect(await feed(map('a', {}, { x: 'y' }))`create -f -`).toBe('configmap/a created\n');
  });

  it('judges deletions', async () => {
    await feed(...validating({ validations: [{ expression: "!has(oldObject.metadata.labels) || !('held' in oldObject.metadata.labels)", message: 'it is held' }] }, {}, { ...maps, operations: ['DELETE'] }))`apply -f -`;
    await feed(map('a', {}, { held: '' }))`create -f -`;
    expect(await refused`delete cm a`).toBe(`The configmaps "a" is invalid: : ${by} it is held`);
    await ok`label cm a held-`;
  });

  it('that does not compile is told where', async () => {
    const [policy] = validating({ validations: [{ expression: 'object.spec.replicas <' }] });
    expect(await refuse(policy)`create -f -`).toMatch(/^The ValidatingAdmissionPolicy "story" is invalid: spec\.validations\[0\]\.expression: Invalid value: "object\.spec\.replicas <": compilation failed: ERROR: <input>:1:23: Syntax error: mismatched input '<EOF>' expecting /);
    expect((await attempt`get validatingadmissionpolicy story`).stderr).toContain('"story" not found');
  });
});

describe('parameters', () => {
  const limited = { paramKind: { apiVersion: 'v1', kind: 'ConfigMap' }, validations: [{ expression: 'object.spec.replicas <= int(params.data.most)', messageExpression: "'no more than ' + params.data.most" }] };

  it('are objects of the cluster, in force as soon as they are written', async () => {
    await feed(map('limit', { most: '2' }, { keep: '' }), ...validating(limited, { paramRef: { name: 'limit', parameterNotFoundAction: 'Deny' } }))`apply -f -`;
    expect(await refuse(deployment('web', 3))`create -f -`).toBe(`The deployments "web" is invalid: : ${by} no more than 2`);
    await ok`patch cm limit -p ${'{"data":{"most":"3"}}'}`;
    expect(await feed(deployment('web', 3))`create -f -`).toBe('deployment.apps/web created\n');
    await ok`delete cm limit`;
    expect(await refuse(deployment('web', 1))`apply -f -`).toContain(`${by} failed to configure binding: no params found for policy binding with \`Deny\` parameterNotFoundAction`);
  });

  it('that are not there mean nothing where the binding allows it', async () => {
    await feed(...validating(limited, { paramRef: { name: 'limit', parameterNotFoundAction: 'Allow' } }))`apply -f -`;
    expect(await feed(deployment('web', 3))`create -f -`).toBe('deployment.apps/web created\n');
  });

  it('of a kind that nobody serves refuse', async () => {
    await feed(...validating({ ...limited, paramKind: { apiVersion: 'example.com/v1', kind: 'Limit' } }, { paramRef: { name: 'limit', parameterNotFoundAction: 'Allow' } }))`apply -f -`;
    expect(await refuse(deployment('web', 3))`create -f -`).toContain("failed to find resource referenced by paramKind: 'example.com/v1, Kind=Limit'");
  });
});

describe('a mutating policy', () => {
  const configuration = (expression: string): object => ({ patchType: 'ApplyConfiguration', applyConfiguration: { expression } });
  const patch = (expression: string): object => ({ patchType: 'JSONPatch', jsonPatch: { expression } });
  const sidecar = configuration("Object{spec: Object.spec{template: Object.spec.template{spec: Object.spec.template.spec{containers: [Object.spec.template.spec.containers{name: 'proxy', image: 'envoy'}]}}}}");

  it('merges what it configures into what is written', async () => {
    await feed(...mutating({ mutations: [sidecar] }, {}, deployments))`apply -f -`;
    await ok`create deployment web --image=nginx`;
    expect(await ok`get deployment web -o jsonpath={.spec.template.spec.containers[*].image}`).toBe('nginx envoy');
    expect(await ok`get mutatingadmissionpolicies`).toMatch(/^NAME +MUTATIONS +PARAMKIND +AGE\nstory +1 +<unset> +\S+\n$/);
  });

  it('patches, with variables and parameters, whoever writes', async () => {
    await feed(
      map('team', { name: 'red' }, { keep: '' }),
      ...mutating({
        paramKind: { apiVersion: 'v1', kind: 'ConfigMap' }, variables: [{ name: 'team', expression: 'params.data.name' }], matchConditions: [{ name: 'others', expression: "object.metadata.name != 'team'" }],
        mutations: [patch("[JSONPatch{op: 'add', path: '/data', value: {'team': string(variables.team), 'in': namespaceObject.metadata.name}}]")],
      }, { paramRef: { name: 'team', parameterNotFoundAction: 'Deny' } }))`apply -f -`;
    expect(await json`create cm a --dry-run=server`).toMatchObject({ data: { team: 'red', in: 'governed' } });
    await feed(map('b', { k: 'v' }))`apply --server-side -f -`;
    expect(await json`get cm b`).toMatchObject({ data: { team: 'red', in: 'governed' } });
    await ok`delete cm team`;
  });

  it('goes before the policies that judge', async () => {
    await feed(...mutating({ mutations: [configuration("Object{metadata: Object.metadata{labels: {'team': 'blue'}}}")] }))`apply -f -`;
    await feed(...validating({ validations: [{ expression: "object.metadata.labels['team'] == 'blue'" }] }, {}, maps))`apply -f -`;
    expect(await ok`create cm a`).toBe('configmap/a created\n');
  });

  it('that fails refuses, unless it says otherwise', async () => {
    const mutations = [patch("[JSONPatch{op: 'add', path: '/data/k', value: object.data.none}]")];
    await feed(...mutating({ mutations }))`apply -f -`;
    expect(await refuse(map('a', { x: 'y' }))`create -f -`)
      .toBe(`The configmaps "a" is invalid: : policy 'story' with binding 'story' denied request: expression '[JSONPatch{op: 'add', path: '/data/k', value: object.data.none}]' resulted in error: no such key: none`);
    await feed(...mutating({ mutations, failurePolicy: 'Ignore' }))`apply -f -`;
    expect(await feed(map('a', { x: 'y' }))`create -f -`).toBe('configmap/a created\n');
  });

  it('that makes something invalid has the object refused', async () => {
    await feed(...mutating({ mutations: [patch("[JSONPatch{op: 'add', path: '/data/no~1good', value: 'x'}]")] }))`apply -f -`;
    expect(await refuse(map('a', { x: 'y' }))`create -f -`).toMatch(/^The ConfigMap "a" is invalid: data\[no\/good\]: Invalid value: "no\/good": a valid config key must consist of/);
  });
});
