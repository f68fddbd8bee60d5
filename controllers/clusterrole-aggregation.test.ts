import { kinds, type rbac } from '../api';
import { aggregatedRules } from './clusterrole-aggregation';
import { startCluster, until, type TestCluster } from './testing/cluster';

type Role = rbac.ClusterRole;

const rule = (resource: string): rbac.PolicyRule => ({ apiGroups: [''], resources: [resource], verbs: ['get'] });
const role = (name: string, labels: Record<string, string>, ...resources: string[]): Role =>
  ({ apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name, labels }, rules: resources.map(rule) });
const together = (name: string, labels: Record<string, string>, ...selected: Record<string, string>[]): Role =>
  ({ ...role(name, labels), aggregationRule: { clusterRoleSelectors: selected.map((matchLabels) => ({ matchLabels })) } });

const view = { to: 'view' };
const edit = { to: 'edit' };

test.each<[string, Role, readonly Role[], readonly string[]]>([
  ['nothing is found', together('all', {}, view), [role('a', edit, 'pods')], []],
  ['by name', together('all', {}, view), [role('b', view, 'services'), role('a', view, 'pods')], ['pods', 'services']],
  ['each rule once', together('all', {}, view), [role('b', view, 'pods', 'services'), role('a', view, 'pods')], ['pods', 'services']],
  ['in the order of the selectors', together('all', {}, edit, view), [role('a', view, 'pods'), role('b', edit, 'services')], ['services', 'pods']],
  ['not itself', together('all', view, view), [{ ...together('all', view, view), rules: [rule('nodes')] }, role('a', view, 'pods')], ['pods']],
])('%s', (_, aggregated, all, resources) => expect(aggregatedRules(aggregated, all)).toEqual(resources.map(rule)));

describe('in a cluster', () => {
  let cluster: TestCluster;
  beforeEach(async () => { cluster = await startCluster(); });
  afterEach(() => cluster.stop());

  const roles = () => cluster.registry.of(kinds.clusterroles);
  const has = (name: string, ...resources: string[]): Promise<Role | undefined> =>
    until(roles(), { name }, (found) => JSON.stringify(found?.rules?.flatMap((each) => each.resources)) === JSON.stringify(resources));

  it('rules follow the roles that are selected, through several steps', async () => {
    await roles().create(together('all', {}, edit));
    await roles().create(together('middle', edit, view));
    await roles().create(role('a', view, 'pods'));
    await has('all', 'pods');
    await roles().create(role('b', view, 'services'));
    const complete = await has('all', 'pods', 'services');
    expect(complete?.metadata.managedFields?.map(({ manager }) => manager)).toContain('clusterrole-aggregation-controller');
    await roles().update({ name: 'a' }, (current) => ({ ...current, metadata: { ...current.metadata, labels: {} } }));
    await has('all', 'services');
    await roles().delete({ name: 'b' });
    await has('all');
  });

  it('what somebody writes into it does not stay', async () => {
    await roles().create({ ...together('all', {}, view), rules: [rule('nodes')] });
    await roles().create(role('a', view, 'pods'));
    await has('all', 'pods');
    await roles().update({ name: 'all' }, (current) => ({ ...current, rules: [rule('secrets')] }));
    await has('all', 'pods');
  });
});
