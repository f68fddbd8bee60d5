import type { CustomResourceDefinition } from '../api';
import { servedDefinition } from './custom-kinds';

const crd = (established: 'True' | 'False'): CustomResourceDefinition => ({
  kind: 'CustomResourceDefinition', apiVersion: 'apiextensions.k8s.io/v1', metadata: { name: 'things.example.com' },
  spec: {
    group: 'example.com', scope: 'Namespaced', names: { kind: 'Thing', plural: 'things', singular: 'thing', listKind: 'ThingList' },
    versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } }],
  },
  status: {
    conditions: [{ type: 'Established', status: established }, { type: 'NamesAccepted', status: 'True' }],
    acceptedNames: { kind: 'Thing', plural: 'things', singular: 'thing', listKind: 'ThingList' }, storedVersions: ['v1'],
  },
});

test('one state of a definition gives one definition, however often it is asked for', () => {
  const things = crd('True');
  const definition = servedDefinition(things);
  expect(definition).toMatchObject({ group: 'example.com', version: 'v1', kind: 'Thing' });
  expect(servedDefinition(things)).toBe(definition);
  expect(servedDefinition(crd('True'))).not.toBe(definition);
});

test('what is not established is not served', () => {
  expect(servedDefinition(crd('False'))).toBeUndefined();
});
