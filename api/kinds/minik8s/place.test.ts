/** Nobody's definition takes the place of these kinds: theirs are the objects that are kept under the same keys. */
import { namesStatus } from '../apiextensions/customresourcedefinition/names';
import { manifest, record } from '../../custom/shapes';

const now = '2026-01-01T00:00:00Z';
const conditionsOf = (plural: string, kind: string, group = 'minik8s.io'): object => {
  const { conditions } = namesStatus(manifest({ group, version: 'v1', plural, kind, scope: 'Namespaced' }, 'another', record('spec', {})), [], now);
  return Object.fromEntries((conditions ?? []).map(({ type, status, reason }) => [type, `${status} ${reason}`]));
};

test.each([['functions', 'Mine', 'False PluralConflict'], ['mine', 'Function', 'False ListKindConflict'], ['fn', 'Fn', 'False SingularConflict']])('%s, %s', (plural, kind, accepted) => {
  expect(conditionsOf(plural, kind)).toEqual({ NamesAccepted: accepted, Established: 'False NotAccepted' });
});

test('their names are free in other groups, and others in theirs', () => {
  expect(conditionsOf('functions', 'Function', 'example.com')).toMatchObject({ NamesAccepted: 'True NoConflicts', Established: 'True InitialNamesAccepted' });
  expect(conditionsOf('mines', 'Mine')).toMatchObject({ NamesAccepted: 'True NoConflicts' });
});
