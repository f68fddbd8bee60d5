import { formatFieldError } from '../field-error';
import { schemaFor } from './schema';

/** The faults of what a client sends, decoded and defaulted as the pipeline does. */
function faults(definition: string, input: unknown): string[] {
  const schema = schemaFor<Record<string, unknown>>(definition);
  const { object } = schema.decode(input);
  schema.default(object);
  return schema.check(object).map(formatFieldError);
}

test('what is complete has none', () => {
  expect(faults('core.v1.Pod', { spec: { containers: [{ name: 'a', ports: [{ containerPort: 80 }] }] } })).toEqual([]);
  expect(faults('core.v1.ConfigMap', { data: { a: 'b' } })).toEqual([]);
});

test('what is missing is required', () => {
  expect(faults('core.v1.Pod', {})).toEqual(['spec.containers: Required value']);
  expect(faults('apps.v1.Deployment', {})).toEqual(['spec.selector: Required value', 'spec.template.spec.containers: Required value']);
});

test('closed sets name what they take', () => {
  expect(faults('core.v1.Pod', { spec: { restartPolicy: 'Sometimes', containers: [{ name: 'a' }, { name: 'b', imagePullPolicy: 'Foo' }] } })).toEqual([
    'spec.containers[1].imagePullPolicy: Unsupported value: "Foo": supported values: "Always", "IfNotPresent", "Never"',
    'spec.restartPolicy: Unsupported value: "Sometimes": supported values: "Always", "Never", "OnFailure"',
  ]);
});

test('a required member of a closed set is missing when it is empty', () => {
  const spec = { containers: [{ name: 'a' }], topologySpreadConstraints: [{ maxSkew: 1, topologyKey: 'zone' }] };
  expect(faults('core.v1.Pod', { spec })).toEqual(['spec.topologySpreadConstraints[0].whenUnsatisfiable: Required value']);
});

test('what a client may leave empty in a closed set is no fault', () => {
  expect(faults('core.v1.Taint', { key: 'a', effect: 'NoSchedule' })).toEqual([]);
  expect(faults('core.v1.Service', { spec: { type: '' } })).toEqual([]);
});

test('faults of parts within parts say where they are, whatever was checked before', () => {
  const term = { matchExpressions: [{ key: 'a', operator: 'In', values: ['b'] }, { key: 'a', operator: 'Is' }] };
  const nodeAffinity = { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{}, term] } };
  const broken = { spec: { containers: [{ name: 'a' }, { name: 'b', ports: [{ containerPort: 1 }, { containerPort: 2, protocol: 'ICMP' }] }], affinity: { nodeAffinity } } };
  const expected = [
    'spec.containers[1].ports[1].protocol: Unsupported value: "ICMP": supported values: "SCTP", "TCP", "UDP"',
    'spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[1].matchExpressions[1].operator: '
      + 'Unsupported value: "Is": supported values: "DoesNotExist", "Exists", "Gt", "In", "Lt", "NotIn"',
  ];
  expect(faults('core.v1.Pod', broken)).toEqual(expected);
  expect(faults('core.v1.Pod', { spec: { containers: [{ name: 'a' }] } })).toEqual([]);
  expect(faults('apps.v1.Deployment', { spec: { selector: {}, template: broken } })).toEqual(expected.map((text) => text.replace('spec.', 'spec.template.spec.')));
});
