/** Which requests a policy or binding means (k8s.io/apiserver pkg/admission/plugin/policy/matching). */
import { selectorOf, type admissionregistration, type LabelSelector } from '../../../api';
import type { Attempt } from '../../admission';
import { meansRequest } from '../webhooks/rules';
import type { Sight } from '../webhooks/sight';

type Rule = admissionregistration.NamedRuleWithOperations;

export interface Matching {
  /** Undefined: every request. */
  readonly rules: readonly Rule[] | undefined;
  readonly excluded: readonly Rule[];
  /** matchPolicy Equivalent: rules that name another version of the resource mean it as well. */
  readonly anyVersion: boolean;
  readonly namespaces: LabelSelector;
  readonly objects: LabelSelector;
}

/** How a request can be seen: as it was made, and in the other versions of the resource. */
export interface Sights {
  readonly own: Sight;
  readonly others: readonly Sight[];
}

export const matchingOf = (match: admissionregistration.MatchResources = {}): Matching => ({
  rules: match.resourceRules?.length ? match.resourceRules : undefined,
  excluded: match.excludeResourceRules ?? [],
  anyVersion: match.matchPolicy !== 'Exact',
  namespaces: selectorOf(match.namespaceSelector ?? {}),
  objects: selectorOf(match.objectSelector ?? {}),
});

type RuleOf = (rule: Rule) => boolean;

/** The version that the client speaks, if a rule means it; else the first other one that a rule means, earlier rules first. */
function chosen(rules: readonly Rule[], { anyVersion }: Matching, { own, others }: Sights, attempt: Attempt, isMeant: RuleOf): Sight | undefined {
  if (rules.some((rule) => meansRequest(rule, own.definition, attempt) && isMeant(rule))) return own;
  if (!anyVersion) return undefined;
  for (const rule of rules) {
    const found = isMeant(rule) ? others.find(({ definition }) => meansRequest(rule, definition, attempt)) : undefined;
    if (found) return found;
  }
  return undefined;
}

/** Whether any request like it, of whatever name, can be meant. */
export const couldMean = (matching: Matching, sights: Sights, attempt: Attempt): boolean =>
  !matching.rules || chosen(matching.rules, matching, sights, attempt, () => true) !== undefined;

/** How the rules want to see the request; undefined: they do not mean it. */
export function sightBy(matching: Matching, sights: Sights, attempt: Attempt): Sight | undefined {
  const isNamed: RuleOf = ({ resourceNames }) => !resourceNames?.length || resourceNames.includes(attempt.key.name);
  if (chosen(matching.excluded, matching, sights, attempt, isNamed)) return undefined;
  return matching.rules ? chosen(matching.rules, matching, sights, attempt, isNamed) : sights.own;
}

/** By the labels of either state. */
export const selectsObject = ({ objects }: Matching, { own }: Sights, { object, old }: Attempt): boolean =>
  objects.empty || [object, old].some((state) => state !== undefined && objects.matches(own.show(state).metadata.labels));
