import type { ResourceDefinition } from '../../definition';
import { selfsubjectreviews } from '../authentication/selfsubjectreviews';
import { context, faultsOf, read } from '../testing/apply';
import { noCluster } from '../testing/cluster';
import { localsubjectaccessreviews } from './localsubjectaccessreviews';
import { selfsubjectaccessreviews } from './selfsubjectaccessreviews';
import { selfsubjectrulesreviews } from './selfsubjectrulesreviews';
import { subjectaccessreviews } from './subjectaccessreviews';

const ann = { name: 'ann', groups: ['dev'] };
const asked = { ...context, cluster: noCluster };
const any = <T>(definition: T): ResourceDefinition => definition as unknown as ResourceDefinition;
const pods = { resourceAttributes: { verb: 'get', resource: 'pods', namespace: 'demo' } };

test.each<[ResourceDefinition, object, object]>([
  [any(selfsubjectaccessreviews), { spec: pods }, { allowed: true }],
  [any(subjectaccessreviews), { spec: { ...pods, user: 'bob' } }, { allowed: true }],
  [any(localsubjectaccessreviews), { metadata: { namespace: 'demo' }, spec: { ...pods, user: 'bob' } }, { allowed: true }],
  [any(selfsubjectrulesreviews), { spec: { namespace: 'demo' } }, { incomplete: false, resourceRules: [{ verbs: ['*'] }] }],
  [any(selfsubjectreviews), {}, { userInfo: { username: 'ann', groups: ['dev'] } }],
])('%#', (definition, input, status) => {
  const question = read(definition, input);
  expect(faultsOf(definition, question)).toEqual([]);
  expect(definition.answer?.(question, ann, asked)).toMatchObject({ kind: definition.kind, status });
});

test.each<[ResourceDefinition, object, string[]]>([
  [any(selfsubjectaccessreviews), { spec: {} }, ['spec.resourceAttributes: Invalid value: null: exactly one of nonResourceAttributes or resourceAttributes must be specified']],
  [any(selfsubjectaccessreviews), { metadata: { name: 'x' }, spec: pods }, ['metadata: Invalid value: {"name":"x"}: must be empty']],
  [any(subjectaccessreviews), { spec: pods }, ['spec.user: Invalid value: "": at least one of user or group must be specified']],
  [any(localsubjectaccessreviews), { metadata: { namespace: 'other' }, spec: { ...pods, user: 'bob' } }, ['spec.resourceAttributes.namespace: Invalid value: "demo": must match metadata.namespace']],
])('refuses %#', (definition, input, faults) => expect(faultsOf(definition, read(definition, input))).toEqual(faults));

test('a question that cannot be answered is a bad request', () => {
  expect(() => selfsubjectrulesreviews.answer?.(read(selfsubjectrulesreviews, { spec: {} }), ann, asked)).toThrow('no namespace on request');
});
