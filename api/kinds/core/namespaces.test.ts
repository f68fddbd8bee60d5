import type * as core from '../../schema/types/core.v1';
import { context, create, faultsOf, read } from '../testing/apply';
import { namespaces } from './namespaces';

const demo = (spec: object = {}): object => ({ metadata: { name: 'demo' }, spec });

test('a new namespace is active, labelled with its name and held by its finalizer', () => {
  expect(create(namespaces, { ...demo(), status: { phase: 'Terminating' } })).toMatchObject({
    metadata: { labels: { 'kubernetes.io/metadata.name': 'demo' } }, spec: { finalizers: ['kubernetes'] }, status: { phase: 'Active' },
  });
});

test('a generated name becomes a label too', () => {
  const namespace = create(namespaces, { metadata: { generateName: 'demo-' } });
  namespace.metadata.name = 'demo-1';
  namespaces.strategy.canonicalize?.(namespace);
  expect(namespace.metadata.labels).toEqual({ 'kubernetes.io/metadata.name': 'demo-1' });
});

test('finalizers change through /finalize only', () => {
  const old = create(namespaces, demo());
  const sent = read(namespaces, demo({ finalizers: [] }));
  namespaces.strategy.prepareForUpdate?.(sent, old, context);
  expect(sent.spec.finalizers).toEqual(['kubernetes']);
  const { finalize } = namespaces.subresources;
  if (finalize?.type !== 'view') throw new Error('no view');
  const left = finalize.prepareForUpdate(read(namespaces, demo()), old, context);
  expect(left.spec.finalizers).toBeUndefined();
  expect(left.status).toEqual(old.status);
  expect([namespaces.strategy.holdsDeletion?.(old), namespaces.strategy.holdsDeletion?.(left)]).toEqual([true, false]);
});

test('its deletion begins with the phase, which nobody can choose', () => {
  const old = create(namespaces, demo());
  const marked: core.Namespace = { ...old, metadata: { ...old.metadata, deletionTimestamp: '2026-01-01T00:00:00Z' } };
  namespaces.strategy.beginDeletion?.(marked);
  expect([marked.status.phase, old.status.phase]).toEqual(['Terminating', 'Active']);
  const { status } = namespaces.subresources;
  if (status?.type !== 'view') throw new Error('no view');
  expect(status.validateUpdate?.({ ...old, status: { phase: 'Terminating' } }, old)).toMatchObject([{ field: 'status.Phase', detail: "may only be 'Active' if `deletionTimestamp` is empty" }]);
  expect(status.validateUpdate?.(marked, old)).toEqual([]);
});

test('finalizers are standard or qualified', () => {
  expect(faultsOf(namespaces, create(namespaces, demo({ finalizers: ['mine'] })))).toEqual([
    'spec.finalizers: Invalid value: "mine": name is neither a standard finalizer name nor is it fully qualified']);
});
