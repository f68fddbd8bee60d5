import { compareVersions } from './version-order';

test('versions have an order', () => {
  const ordered = ['v10', 'v2', 'v1', 'v11beta2', 'v10beta3', 'v3beta1', 'v12alpha1', 'v11alpha2', 'bar', 'foo10'];
  expect([...ordered].reverse().sort((a, b) => compareVersions(b, a))).toEqual(ordered);
  expect(compareVersions('v1', 'v1')).toBe(0);
});
