import { schemaFor } from './schema';

function defaulted(definition: string, input: unknown): Record<string, unknown> {
  const schema = schemaFor<Record<string, unknown>>(definition);
  const { object } = schema.decode(input);
  schema.default(object);
  return object;
}

test('markers fill what is unset, wherever its struct exists', () => {
  expect(defaulted('apps.v1.Deployment', { spec: { template: { spec: { initContainers: [{ ports: [{}] }], containers: [{ ports: [{ protocol: 'UDP' }, {}] }] } } } }))
    .toMatchObject({ spec: { template: { spec: {
      initContainers: [{ ports: [{ protocol: 'TCP' }] }], containers: [{ ports: [{ protocol: 'UDP' }, { protocol: 'TCP' }] }],
    } } } });
  expect(defaulted('core.v1.Volume', { name: 'a', azureDisk: { diskName: 'd', diskURI: 'u' } })).toEqual({
    name: 'a', azureDisk: { diskName: 'd', diskURI: 'u', cachingMode: 'ReadWrite', fsType: 'ext4', readOnly: false, kind: 'Shared' },
  });
});

test('a pointer set to zero keeps it', () => {
  expect(defaulted('core.v1.ReplicationController', { spec: { replicas: 0 } })).toMatchObject({ spec: { replicas: 0 } });
  expect(defaulted('core.v1.ReplicationController', {})).toMatchObject({ spec: { replicas: 1 } });
});

test('structs that do not exist are not made, and a zero is not printed for having a default', () => {
  expect(defaulted('core.v1.Volume', { name: 'a' })).toEqual({ name: 'a' });
  expect(defaulted('core.v1.PodSpec', { containers: [], imagePullSecrets: [{}] })).toEqual({ containers: [], imagePullSecrets: [{}] });
  expect(defaulted('core.v1.GRPCAction', { port: 1 })).toEqual({ port: 1, service: '' });
});

test('is idempotent', () => {
  const once = defaulted('core.v1.Service', { spec: { ports: [{ port: 80 }] } });
  expect(defaulted('core.v1.Service', once)).toEqual(once);
});
