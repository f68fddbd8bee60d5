/** Who owns the claims of a pod, by what is asked for. */
import type { core, OwnerReference } from '../../api';
import { controllerReference } from '../ownership';
import { pod } from '../testing/objects';
import { claimTemplate, statefulSet } from '../testing/stateful-set';
import { hasRightOwner, isLeftOver, withRightOwner } from './retention';

type Ends = 'Retain' | 'Delete';
const setWith = (whenScaled: Ends, whenDeleted: Ends) => {
  const set = statefulSet({ spec: { replicas: 1, persistentVolumeClaimRetentionPolicy: { whenScaled, whenDeleted } } });
  return { ...set, metadata: { ...set.metadata, uid: 'set' } };
};
const member = (ordinal: number, uid = 'pod') => pod({ metadata: { name: `web-${ordinal}`, uid } });
const owned = (...ownerReferences: OwnerReference[]): core.PersistentVolumeClaim => ({ ...claimTemplate('data-web-0'), metadata: { name: 'data-web-0', ownerReferences } });
const ownersOf = ({ metadata }: core.PersistentVolumeClaim) => (metadata.ownerReferences ?? []).map(({ kind, name, uid }) => `${kind} ${name} ${uid}`);

test.each<[Ends, Ends, number, string[]]>([
  ['Retain', 'Retain', 0, []],
  ['Retain', 'Retain', 1, []],
  ['Retain', 'Delete', 0, ['StatefulSet web set']],
  ['Retain', 'Delete', 1, ['StatefulSet web set']],
  ['Delete', 'Retain', 0, []],
  ['Delete', 'Retain', 1, ['Pod web-1 pod']],
  ['Delete', 'Delete', 0, ['StatefulSet web set']],
  ['Delete', 'Delete', 1, ['Pod web-1 pod']],
])('scaled: %s, deleted: %s: the claims of pod %i belong to %j', (whenScaled, whenDeleted, ordinal, expected) => {
  const [set, one] = [setWith(whenScaled, whenDeleted), member(ordinal)];
  for (const before of [owned(), owned(controllerReference(set)), owned(controllerReference(one))]) {
    const after = withRightOwner(before, set, one);
    expect(ownersOf(after)).toEqual(expected);
    expect(hasRightOwner(after, set, one)).toBe(true);
    expect(hasRightOwner(before, set, one)).toBe(ownersOf(before).join() === expected.join());
  }
});

const foreign: OwnerReference = { apiVersion: 'example.com/v1', kind: 'Backup', name: 'b', uid: 'b', controller: true };
const plain: OwnerReference = { apiVersion: 'example.com/v1', kind: 'Backup', name: 'b', uid: 'b' };

test('a claim with another controller is left to it', () => {
  const [set, one] = [setWith('Delete', 'Delete'), member(0)];
  expect(hasRightOwner(owned(foreign), set, one)).toBe(true);
  const both = owned(foreign, { ...controllerReference(set), controller: false });
  expect(hasRightOwner(both, set, one)).toBe(false);
  expect(ownersOf(withRightOwner(both, set, one))).toEqual(['Backup b b']);
});

test('other owners stay; an owner of ours becomes the controller', () => {
  const [set, one] = [setWith('Retain', 'Delete'), member(0)];
  const half = owned(plain, { ...controllerReference(set), controller: false });
  expect(hasRightOwner(half, set, one)).toBe(false);
  expect(withRightOwner(half, set, one).metadata.ownerReferences).toEqual([plain, controllerReference(set)]);
});

test('what belongs to a namesake that is gone is left alone, and waited for', () => {
  const [set, one] = [setWith('Delete', 'Retain'), member(0, 'new')];
  const left = owned(controllerReference(member(0, 'old')));
  expect(hasRightOwner(left, set, one)).toBe(true);
  expect(isLeftOver(left, set, one)).toBe(true);
  expect(isLeftOver(owned(controllerReference(one)), set, one)).toBe(false);
  expect(isLeftOver(left, setWith('Retain', 'Delete'), one)).toBe(false);
});
