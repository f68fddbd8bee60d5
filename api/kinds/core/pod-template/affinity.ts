/** Node and pod affinity. */
import { forbidden, invalid, required, type FieldError } from '../../../field-error';
import type * as core from '../../../schema/types/core.v1';
import type * as meta from '../../../schema/types/meta.v1';
import { each, given, label, labelSelector, labelValue, qualifiedName, subdomain, when } from '../../checks';

export const validateAffinity = (affinity: core.Affinity | undefined, field: string): FieldError[] =>
  given(affinity, ({ nodeAffinity, podAffinity, podAntiAffinity }) => [
    ...given(nodeAffinity, (rules) => validateNodeAffinity(rules, `${field}.nodeAffinity`)),
    ...given(podAffinity, (rules) => validatePodAffinity(rules, `${field}.podAffinity`)),
    ...given(podAntiAffinity, (rules) => validatePodAffinity(rules, `${field}.podAntiAffinity`)),
  ]);

const requiredRules = 'requiredDuringSchedulingIgnoredDuringExecution';
const preferredRules = 'preferredDuringSchedulingIgnoredDuringExecution';

export const validateNodeAffinity = (affinity: core.NodeAffinity, field: string): FieldError[] => [
  ...given(affinity[requiredRules], (selector) => validateNodeSelector(selector, `${field}.${requiredRules}`)),
  ...each(affinity[preferredRules], `${field}.${preferredRules}`, ({ weight, preference }, at) => [
    ...weightFault(weight, at),
    ...validateTerm(preference, `${at}.preference`, false),
  ]),
];

const weightFault = (weight: number, field: string): FieldError[] =>
  when(weight <= 0 || weight > 100, () => invalid(`${field}.weight`, weight, 'must be in the range 1-100'));

export function validateNodeSelector({ nodeSelectorTerms: terms }: core.NodeSelector, field: string): FieldError[] {
  if (!terms?.length) return [required(`${field}.nodeSelectorTerms`, 'must have at least one node selector term')];
  return each(terms, `${field}.nodeSelectorTerms`, (term, at) => validateTerm(term, at, true));
}

/** A preference may name values that no label can have: it never excludes a node. */
const validateTerm = (term: core.NodeSelectorTerm, field: string, checkValues: boolean): FieldError[] => [
  ...each(term.matchExpressions, `${field}.matchExpressions`, (requirement, at) => [
    ...countOfValues(requirement, at),
    ...qualifiedName(requirement.key, `${at}.key`),
    ...(checkValues ? each(requirement.values, `${at}.values`, labelValue) : []),
  ]),
  ...each(term.matchFields, `${field}.matchFields`, validateFieldRequirement),
];

function countOfValues({ operator, values = [] }: core.NodeSelectorRequirement, field: string): FieldError[] {
  switch (operator) {
    case 'In': case 'NotIn':
      return when(!values.length, () => required(`${field}.values`, "must be specified when `operator` is 'In' or 'NotIn'"));
    case 'Exists': case 'DoesNotExist':
      return when(values.length, () => forbidden(`${field}.values`, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"));
    case 'Gt': case 'Lt':
      return when(values.length !== 1, () => required(`${field}.values`, "must be specified single value when `operator` is 'Lt' or 'Gt'"));
    default:
      return [invalid(`${field}.operator`, operator, 'not a valid selector operator')];
  }
}

function validateFieldRequirement({ key, operator, values = [] }: core.NodeSelectorRequirement, field: string): FieldError[] {
  const count = operator === 'In' || operator === 'NotIn'
    ? when(values.length !== 1, () => required(`${field}.values`, "must be only one value when `operator` is 'In' or 'NotIn' for node field selector"))
    : [invalid(`${field}.operator`, operator, 'not a valid selector operator')];
  const name = key === 'metadata.name' ? each(values, `${field}.values`, subdomain) : [invalid(`${field}.key`, key, 'not a valid field selector key')];
  return [...count, ...name];
}

const validatePodAffinity = (affinity: core.PodAffinity | core.PodAntiAffinity, field: string): FieldError[] => [
  ...each(affinity[requiredRules], `${field}.${requiredRules}`, validatePodTerm),
  ...each(affinity[preferredRules], `${field}.${preferredRules}`, ({ weight, podAffinityTerm }, at) => [
    ...weightFault(weight, at),
    ...validatePodTerm(podAffinityTerm, `${at}.podAffinityTerm`),
  ]),
];

const validatePodTerm = (term: core.PodAffinityTerm, field: string): FieldError[] => [
  ...given(term.labelSelector, (selector) => labelSelector(selector, `${field}.labelSelector`)),
  ...given(term.namespaceSelector, (selector) => labelSelector(selector, `${field}.namespaceSelector`)),
  ...(term.namespaces ?? []).flatMap((name) => label(name, `${field}.namespace`)),
  ...matchLabelKeys(term, field),
  ...when(!term.topologyKey, () => required(`${field}.topologyKey`, 'can not be empty')),
  ...qualifiedName(term.topologyKey, `${field}.topologyKey`),
];

/** Keys of labels whose values the pod itself gives: they were added to the selector when it was created (KEP-3633). */
const matchLabelKeys = ({ matchLabelKeys: match, mismatchLabelKeys: mismatch, labelSelector: selector }: core.PodAffinityTerm, field: string): FieldError[] => [
  ...labelKeys(match, selector, `${field}.matchLabelKeys`),
  ...labelKeys(mismatch, selector, `${field}.mismatchLabelKeys`),
  ...alsoSelected(match, selector, field),
  ...(mismatch?.length ? each(match, `${field}.matchLabelKeys`, (key, at) =>
    when(mismatch.includes(key), () => invalid(at, key, 'exists in both matchLabelKeys and mismatchLabelKeys'))) : []),
];

export function labelKeys(keys: readonly string[] | undefined, selector: meta.LabelSelector | undefined, field: string): FieldError[] {
  if (!keys?.length) return [];
  return selector ? each(keys, field, qualifiedName) : [forbidden(field, 'must not be specified when labelSelector is not set')];
}

/** A key that the selector has beside the requirement that was made of it. */
export function alsoSelected(keys: readonly string[] | undefined, selector: meta.LabelSelector | undefined, field: string): FieldError[] {
  if (!keys?.length || !selector) return [];
  const selected = new Set(Object.keys(selector.matchLabels ?? {}));
  return (selector.matchExpressions ?? []).flatMap(({ key }) => {
    const [index, repeated] = [keys.lastIndexOf(key), selected.has(key)];
    selected.add(key);
    return when(index >= 0 && repeated, () => invalid(`${field}[${index}]`, key, 'exists in both matchLabelKeys and labelSelector'));
  });
}
