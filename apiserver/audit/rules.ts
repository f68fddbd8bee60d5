/** Which rule of a policy a request falls under: the first that fits (k8s.io/apiserver pkg/audit/policy/checker.go). */
import type { UserInfo } from '../../api';
import type { RequestAttributes } from '../layers/attributes';
import type { AuditPolicy, GroupResources, Level, PolicyRule, Stage } from './policy';

export interface Verdict {
  readonly level: Level;
  readonly omitStages: ReadonlySet<Stage>;
  readonly omitManagedFields: boolean;
}

/** Each rule with what it leads to, made once. */
export function judge(policy: AuditPolicy): (attributes: RequestAttributes, user: UserInfo) => Verdict | undefined {
  const { omitStages = [], omitManagedFields = false } = policy;
  const rules = policy.rules.map((rule) => ({
    rule,
    verdict: { level: rule.level, omitStages: new Set([...omitStages ?? [], ...rule.omitStages ?? []]), omitManagedFields: rule.omitManagedFields ?? omitManagedFields },
  }));
  return (attributes, user) => {
    const verdict = rules.find(({ rule }) => matches(rule, attributes, user))?.verdict;
    return verdict?.level === 'None' ? undefined : verdict;
  };
}

const some = (list: readonly unknown[] | undefined | null): boolean => (list?.length ?? 0) > 0;

function matches(rule: PolicyRule, attributes: RequestAttributes, user: UserInfo): boolean {
  if (some(rule.users) && !rule.users!.includes(user.name)) return false;
  if (some(rule.userGroups) && !user.groups.some((group) => rule.userGroups!.includes(group))) return false;
  if (some(rule.verbs) && !rule.verbs!.includes(attributes.verb)) return false;
  if (some(rule.namespaces) || some(rule.resources)) return matchesResource(rule, attributes);
  return !some(rule.nonResourceURLs) || (!attributes.isResource && rule.nonResourceURLs!.some((spec) => pathMatches(attributes.path, spec)));
}

const pathMatches = (path: string, spec: string): boolean =>
  spec === '*' || spec === path || (spec.endsWith('*') && path.startsWith(spec.replace(/\*+$/, '')));

function matchesResource({ namespaces, resources }: PolicyRule, attributes: RequestAttributes): boolean {
  if (!attributes.isResource) return false;
  if (some(namespaces) && !namespaces!.includes(attributes.namespace)) return false;
  return !some(resources) || resources!.some((of) => isOneOf(of, attributes));
}

function isOneOf({ group = '', resources, resourceNames }: GroupResources, { group: asked, resource, subresource, name }: RequestAttributes): boolean {
  if (group !== asked && group !== '*') return false;
  if (!some(resources)) return true;
  if (some(resourceNames) && !resourceNames!.includes(name)) return false;
  const whole = subresource ? `${resource}/${subresource}` : resource;
  return resources!.some((spec) => spec === whole || spec === '*' || (subresource !== '' && spec === `*/${subresource}`) || spec === `${resource}/*`);
}
