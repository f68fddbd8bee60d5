import { kinds } from '../../api';
import { byGroup, priorityOf } from './priorities';

const ranked = (name: string) => {
  const [group = '', version = ''] = name.split('/');
  return { group, version, priority: priorityOf({ group, version }) };
};

it('groups by their priority, versions by theirs, then as their names say', () => {
  const names = ['b.example.com/v1beta1', 'batch/v1', 'apps/v1beta2', 'b.example.com/foo', 'apps/v1', 'autoscaling/v1', 'a.example.com/v1', '/v1', 'b.example.com/v1', 'autoscaling/v2', 'apps/v1beta1', 'b.example.com/v2alpha1'];
  expect([...byGroup(names.map(ranked))].map(([group, versions]) => [group, versions.map(({ version }) => version)])).toEqual([
    ['', ['v1']], ['apps', ['v1', 'v1beta2', 'v1beta1']], ['autoscaling', ['v2', 'v1']], ['batch', ['v1']], ['a.example.com', ['v1']],
    ['b.example.com', ['v1', 'v1beta1', 'v2alpha1', 'foo']],
  ]);
});

it('a group is as high as the highest of its versions', () => {
  const versions = [{ group: 'a', version: 'v1', priority: { group: 10, version: 1 } }, { group: 'b', version: 'v1', priority: { group: 20, version: 1 } }, { group: 'a', version: 'v2', priority: { group: 30, version: 1 } }];
  expect([...byGroup(versions).keys()]).toEqual(['a', 'b']);
});

it('every built-in version has a place of its own', () => {
  const definitions = [...kinds.definitions, ...[...kinds.conversions, ...kinds.legacyVersions].map(({ definition }) => definition)];
  const without = definitions.filter((definition) => priorityOf(definition).version === 100 || priorityOf(definition).group === 1000);
  expect([...new Set(without.map(({ group, version }) => `${group}/${version}`))]).toEqual([]);
});
