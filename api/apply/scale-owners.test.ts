import type { KubeObject } from '../object';
import { scaleProjection } from '../kinds/scale';
import { schemaFor } from '../schema/schema';
import type * as autoscaling from '../schema/types/autoscaling.v1';
import { apply } from './apply';
import { readFields } from './field-set';
import type { Entry } from './managed-fields';
import { parentOwners, scaleOwners } from './scale-owners';
import { applySchemaOf } from './schema-of';
import { deployment, deployments, deploymentSchema, made, pathsOf } from './testing/subjects';
import { trackUpdate } from './update';

const scaleSchema = applySchemaOf({ group: 'autoscaling', version: 'v1', kind: 'Scale', schema: schemaFor<autoscaling.Scale & KubeObject>('autoscaling.v1.Scale') });
const live = deployment({ replicas: 3 });
const managedFields = trackUpdate({ schema: deploymentSchema, live: undefined, next: live, manager: 'kubectl-create', subresource: '', now: 0 });

const replicasOwners = (entries: readonly Entry[] | undefined): string[] => (entries ?? [])
  .filter(({ fieldsV1 }) => pathsOf(readFields(fieldsV1)).includes('.spec.replicas'))
  .map(({ manager, operation, apiVersion, subresource = '' }) => `${manager} ${operation} ${apiVersion} ${subresource}`.trim());

it('shows who owns the replicas', () => {
  expect(scaleOwners(managedFields)).toEqual([
    { manager: 'kubectl-create', operation: 'Update', apiVersion: 'autoscaling/v1', time: '1970-01-01T00:00:00Z', fieldsType: 'FieldsV1', fieldsV1: { 'f:spec': { 'f:replicas': {} } } },
  ]);
  expect(scaleOwners(undefined)).toBeUndefined();
});

it('gives the replicas to who applies them through the endpoint', () => {
  const projection = scaleProjection<KubeObject & { spec: { replicas?: number; selector: object }; status: { replicas?: number } }>();
  const scale = projection.read(made(deployments, live) as never) as KubeObject;
  const applied = { apiVersion: 'autoscaling/v1', kind: 'Scale', metadata: { name: 'web', namespace: 'default' }, spec: { replicas: 7 } };
  const request = { schema: scaleSchema, live: { ...scale, metadata: { ...scale.metadata, managedFields: scaleOwners(managedFields) } }, applied, manager: 'hpa', subresource: 'scale', now: 0 };
  expect(apply({ ...request, force: false })).toHaveProperty('conflicts');
  const outcome = apply({ ...request, force: true });
  if ('conflicts' in outcome) throw new Error('forced');
  expect(outcome.object).toMatchObject({ spec: { replicas: 7 } });
  const after = parentOwners(managedFields, outcome.managedFields, 'apps/v1');
  expect(replicasOwners(after)).toEqual(['hpa Apply apps/v1 scale']);
  expect(after?.map(({ manager }) => manager)).toEqual(['hpa', 'kubectl-create']);
});

it('leaves owners alone who keep the replicas', () => {
  expect(replicasOwners(parentOwners(managedFields, scaleOwners(managedFields), 'apps/v1'))).toEqual(['kubectl-create Update apps/v1']);
});
