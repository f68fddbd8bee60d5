import { formatFieldError } from './field-error';
import { validateMetadata, validateMetadataUpdate } from './metadata';
import type { ObjectMeta } from './object';

const faults = (meta: ObjectMeta, scope: 'Namespaced' | 'Cluster' = 'Namespaced'): string[] =>
  validateMetadata({ name: 'web', ...(scope === 'Namespaced' && { namespace: 'default' }), ...meta }, { scope, nameRule: 'subdomain' }).map(formatFieldError);

const owner = { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'rs', uid: 'u' };

test('plain metadata has no faults', () => {
  expect(faults({ labels: { 'example.com/a': 'b' }, annotations: { 'Example.com/A': 'anything at all' }, finalizers: ['kubernetes', 'example.com/f'], ownerReferences: [{ ...owner, controller: true }] })).toEqual([]);
});

test('names', () => {
  expect(faults({ name: '' })).toEqual(['metadata.name: Required value: name or generateName is required']);
  expect(faults({ name: 'Web' })[0]).toMatch(/^metadata\.name: Invalid value: "Web": a lowercase RFC 1123 subdomain/);
  expect(faults({ name: 'web-x', generateName: 'web-' })).toEqual([]);
  expect(faults({ name: 'web', generateName: 'Web-' })).toHaveLength(1);
  expect(validateMetadata({ name: 'system:node' }, { scope: 'Cluster', nameRule: 'path' })).toEqual([]);
  expect(validateMetadata({ name: 'x' }, { scope: 'Cluster', nameRule: () => 'is not nice' }).map(formatFieldError)).toEqual(['metadata.name: Invalid value: "x": is not nice']);
});

test('namespaces follow the scope', () => {
  expect(faults({ namespace: '' })).toEqual(['metadata.namespace: Required value']);
  expect(faults({ namespace: 'a.b' })).toEqual(['metadata.namespace: Invalid value: "a.b": must not contain dots']);
  expect(faults({ namespace: 'x' }, 'Cluster')).toEqual(['metadata.namespace: Forbidden: not allowed on this type']);
});

test('labels and annotations', () => {
  expect(faults({ labels: { 'a b': 'c' } })[0]).toMatch(/^metadata\.labels: Invalid value: "a b": name part must consist of/);
  expect(faults({ labels: { a: 'b c' } })[0]).toMatch(/^metadata\.labels: Invalid value: "b c": a valid label must be/);
  expect(faults({ annotations: { 'a/b/c': '' } })[0]).toMatch(/^metadata\.annotations: Invalid value: "a\/b\/c": a valid label key must consist of/);
  expect(faults({ annotations: { a: 'x'.repeat(256 * 1024 - 1) } })).toEqual([]);
  expect(faults({ annotations: { a: 'é'.repeat(128 * 1024) } })).toEqual(['metadata.annotations: Too long: may not be more than 262144 bytes']);
});

test('owners', () => {
  expect(faults({ ownerReferences: [{ ...owner, apiVersion: 'apps/', kind: '', name: '', uid: '' }] })).toEqual([
    'metadata.ownerReferences.apiVersion: Invalid value: "apps/": version must not be empty',
    'metadata.ownerReferences.kind: Invalid value: "": must not be empty',
    'metadata.ownerReferences.name: Invalid value: "": must not be empty',
    'metadata.ownerReferences.uid: Invalid value: "": must not be empty',
  ]);
  expect(faults({ ownerReferences: [{ ...owner, controller: true }, owner, { ...owner, name: 'b', controller: true }] })[0])
    .toMatch(/Only one reference can have Controller set to true\. Found "true" in references for ReplicaSet\/rs and ReplicaSet\/b$/);
  expect(faults({ ownerReferences: [{ ...owner, apiVersion: 'v1', kind: 'Event' }] })[0]).toMatch(/\/v1, Kind=Event is disallowed from being an owner$/);
});

test('finalizers', () => {
  expect(faults({ finalizers: ['mine'] })).toEqual(['metadata.finalizers[0]: Invalid value: "mine": name is neither a standard finalizer name nor is it fully qualified']);
  expect(faults({ finalizers: ['orphan', 'foregroundDeletion'] })).toEqual([
    'metadata.finalizers: Invalid value: ["orphan","foregroundDeletion"]: finalizer orphan and foregroundDeletion cannot be both set']);
});

describe('an update', () => {
  const old: ObjectMeta = { name: 'web', namespace: 'default', uid: 'u', creationTimestamp: '2026-01-01T00:00:00Z' };
  const changed = (meta: ObjectMeta, before = old): string[] => validateMetadataUpdate({ ...before, ...meta }, before).map(formatFieldError);

  test('leaves identity alone', () => {
    expect(changed({ labels: { a: 'b' } })).toEqual([]);
    expect(changed({ name: 'x', uid: undefined })).toEqual(['metadata.name: Invalid value: "x": field is immutable', 'metadata.uid: Invalid value: "": field is immutable']);
    expect(changed({ deletionTimestamp: '2026-01-01T00:00:00Z' })).toEqual(['metadata.deletionTimestamp: Invalid value: "2026-01-01T00:00:00Z": field is immutable']);
  });

  test('adds no finalizers to what is being deleted', () => {
    const dying = { ...old, deletionTimestamp: '2026-01-01T00:00:01Z', finalizers: ['a/b'] };
    expect(changed({ finalizers: [] }, dying)).toEqual([]);
    expect(changed({ finalizers: ['a/b', 'c/d', 'a/c'] }, dying)).toEqual([
      'metadata.finalizers: Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers []string{"a/c", "c/d"}']);
  });
});
