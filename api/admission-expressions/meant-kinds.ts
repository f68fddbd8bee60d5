/** Which kinds the rules of a policy name (k8s.io/apiserver pkg/admission/plugin/policy/validating/typechecking.go typesToCheck). */
import type { ResourceDefinition } from '../definition';
import type * as admission from '../schema/types/admissionregistration.v1';

/** Of one rule; no more are looked at then. */
const most = 10;

type FindKind = (group: string, version: string, plural: string) => ResourceDefinition | undefined;

/** Each once, sorted. A rule with a wildcard names none, and neither does a subresource. */
export function meantKinds({ resourceRules = [] }: admission.MatchResources, find: FindKind): ResourceDefinition[] {
  const meant = new Set<ResourceDefinition>();
  for (const rule of resourceRules) {
    const found = namedBy(rule).flatMap(([group, version, plural]) => find(group, version, plural) ?? []).slice(0, most);
    for (const definition of found) meant.add(definition);
    if (found.length === most) break;
  }
  return [...meant].sort((a, b) => compare(a.group, b.group) || compare(a.version, b.version) || compare(a.kind, b.kind));
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function namedBy({ apiGroups = [], apiVersions = [], resources = [] }: admission.NamedRuleWithOperations): [string, string, string][] {
  if ([...apiGroups ?? [], ...apiVersions ?? []].some((name) => name.includes('*'))) return [];
  const plurals = (resources ?? []).filter((name) => !/[*/]/.test(name)).sort();
  return [...apiGroups ?? []].sort().flatMap((group) => [...apiVersions ?? []].sort().flatMap((version) => plurals.map((plural): [string, string, string] => [group, version, plural])));
}
