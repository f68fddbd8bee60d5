import { kinds, type admissionregistration as admission } from '../api';
import { startCluster, until, type TestCluster } from './testing/cluster';
import { serveThings } from './testing/custom';

let cluster: TestCluster;

beforeEach(async () => { cluster = await startCluster(); });
afterEach(() => cluster.stop());

type Spec = admission.ValidatingAdmissionPolicySpec;

const policies = () => cluster.registry.of(kinds.validatingadmissionpolicies);

const specOf = (expression: string, group: string, resource: string): Spec => ({
  matchConstraints: { resourceRules: [{ apiGroups: [group], apiVersions: ['v1'], operations: ['*'], resources: [resource] }] }, validations: [{ expression }],
});

const create = (spec: Spec): Promise<unknown> =>
  policies().create({ apiVersion: 'admissionregistration.k8s.io/v1', kind: 'ValidatingAdmissionPolicy', metadata: { name: 'p' }, spec, status: {} });

const observed = (generation: number): Promise<admission.ValidatingAdmissionPolicy | undefined> =>
  until<admission.ValidatingAdmissionPolicy>(policies(), { name: 'p' }, (policy) => policy?.status.observedGeneration === generation);

it('says which expressions do not fit, and again when the policy changes', async () => {
  await create(specOf('object.replicas > 1', 'apps', 'deployments'));
  const policy = await observed(1);
  expect(policy?.status).toEqual({
    observedGeneration: 1,
    typeChecking: { expressionWarnings: [{ fieldRef: 'spec.validations[0].expression', warning: "apps/v1, Kind=Deployment: ERROR: <input>:1:7: undefined field 'replicas'\n | object.replicas > 1\n | ......^\n" }] },
  });
  expect(policy?.metadata.managedFields).toContainEqual(expect.objectContaining({ manager: 'validatingadmissionpolicy-status-controller', subresource: 'status' }));
  await policies().update({ name: 'p' }, (current) => ({ ...current, spec: specOf('object.spec.replicas > 1', 'apps', 'deployments') }));
  expect((await observed(2))?.status).toEqual({ observedGeneration: 2, typeChecking: {} });
  expect(cluster.errors).toEqual([]);
});

it('knows custom kinds', async () => {
  await serveThings(cluster);
  await create(specOf('object.spec.size > 1 && object.metadata.labels.size() > 0', 'example.com', 'things'));
  expect((await observed(1))?.status.typeChecking?.expressionWarnings).toMatchObject([{ warning: expect.stringContaining("example.com/v1, Kind=Thing: ERROR: <input>:1:7: undefined field 'spec'") as string }]);
});

it('lets what it knows nothing of be', async () => {
  await create(specOf('object.any.thing == 1', 'example.org', 'others'));
  expect((await observed(1))?.status).toEqual({ observedGeneration: 1, typeChecking: {} });
});
