/** Fills in the rules of ClusterRoles that are put together from others (kubernetes pkg/controller/clusterroleaggregation). */
import { keyOf, kinds, same, selectorOf, type rbac } from '../api';
import type { ControllerFactory } from '../client';
import { ifPresent } from './ownership';

type Role = rbac.ClusterRole;

const name = 'clusterrole-aggregation-controller';
const putTogether = 'putTogether';

/** Rules of the roles that each selector finds, by name, each rule once. */
export function aggregatedRules(role: Role, all: readonly Role[]): rbac.PolicyRule[] {
  const others = all.filter(({ metadata }) => metadata.name !== role.metadata.name).sort((a, b) => ((a.metadata.name ?? '') < (b.metadata.name ?? '') ? -1 : 1));
  const rules: rbac.PolicyRule[] = [];
  for (const labelSelector of role.aggregationRule?.clusterRoleSelectors ?? []) {
    const selector = selectorOf(labelSelector);
    for (const rule of others.filter(({ metadata }) => selector.matches(metadata.labels)).flatMap((other) => other.rules ?? [])) {
      if (!rules.some((known) => same(known, rule))) rules.push(rule);
    }
  }
  return rules;
}

export const clusterRoleAggregationController: ControllerFactory = ({ client, informers }) => {
  const roles = informers.of(kinds.clusterroles);
  roles.addIndex(putTogether, ({ aggregationRule }) => (aggregationRule ? [''] : []));
  return {
    name,
    for: kinds.clusterroles,
    concerns: (role) => (role as Role).aggregationRule !== undefined,
    // There are few of them, and nobody knows which of them the role was or is part of.
    watches: [{ definition: kinds.clusterroles, keys: () => roles.lister.byIndex(putTogether, '').map(keyOf) }],
    async reconcile(key) {
      const role = roles.lister.get(key);
      if (!role?.aggregationRule) return;
      const rules = aggregatedRules(role, roles.lister.list());
      if (same(rules, role.rules ?? [])) return;
      await ifPresent(client.of(kinds.clusterroles).update(key, (current) => (current.aggregationRule ? { ...current, rules } : current), { fieldManager: name }));
    },
  };
};
