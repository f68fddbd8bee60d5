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
