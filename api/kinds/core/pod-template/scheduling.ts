/** Tolerations, spreading and gates: what the scheduler reads beside affinity. */
import { duplicate, invalid, required, type FieldError } from '../../../field-error';
import type * as core from '../../../schema/types/core.v1';
import { duplicates, each, given, labelSelector, labelValue, qualifiedName, when } from '../../checks';
import { alsoSelected, labelKeys } from './affinity';

export const validateTolerations = (tolerations: readonly core.Toleration[] | undefined, field: string): FieldError[] =>
  each(tolerations, field, (toleration, at) => [
    ...given(toleration.key, (key) => qualifiedName(key, `${at}.key`)),
    ...when(!toleration.key && toleration.operator !== 'Exists', () =>
      invalid(`${at}.operator`, toleration.operator ?? '', 'operator must be Exists when `key` is empty, which means "match all values and all keys"')),
    ...when(toleration.tolerationSeconds !== undefined && toleration.effect !== 'NoExecute', () =>
      invalid(`${at}.effect`, toleration.effect ?? '', "effect must be 'NoExecute' when `tolerationSeconds` is set")),
    ...tolerationValue(toleration, `${at}.operator`),
  ]);

function tolerationValue({ operator, value = '' }: core.Toleration, field: string): FieldError[] {
  if (operator === 'Exists') return when(value, () => invalid(field, value, "value must be empty when `operator` is 'Exists'"));
  if (operator === 'Gt' || operator === 'Lt') return when(!/^-?(0|[1-9]\d*)$/.test(value), () => invalid(field, value, 'value must be a valid integer'));
  return labelValue(value, field);
}

export const validateSpread = (constraints: readonly core.TopologySpreadConstraint[] | undefined, field: string): FieldError[] =>
  each(constraints, field, (constraint, at) => [
    ...when(constraint.maxSkew <= 0, () => invalid(`${at}.maxSkew`, constraint.maxSkew, 'must be greater than zero')),
    ...when(!constraint.topologyKey, () => required(`${at}.topologyKey`, 'can not be empty')),
    ...repeatedLater(constraint, constraints ?? [], `${at}.{topologyKey, whenUnsatisfiable}`),
    ...minDomains(constraint, `${at}.minDomains`),
    ...labelKeys(constraint.matchLabelKeys, constraint.labelSelector, `${at}.matchLabelKeys`),
    ...alsoSelected(constraint.matchLabelKeys, constraint.labelSelector, at),
    ...given(constraint.labelSelector, (selector) => labelSelector(selector, `${at}.labelSelector`)),
  ]);

/** Told of the first of two that are alike. */
function repeatedLater(constraint: core.TopologySpreadConstraint, all: readonly core.TopologySpreadConstraint[], field: string): FieldError[] {
  const { topologyKey, whenUnsatisfiable } = constraint;
  const alike = all.slice(all.indexOf(constraint) + 1).some((other) => other.topologyKey === topologyKey && other.whenUnsatisfiable === whenUnsatisfiable);
  return when(alike, () => duplicate(field, `{${topologyKey}, ${whenUnsatisfiable}}`));
}

const minDomains = ({ minDomains: count, whenUnsatisfiable }: core.TopologySpreadConstraint, field: string): FieldError[] =>
  given(count, (n) => [
    ...when(n <= 0, () => invalid(field, n, 'must be greater than zero')),
    ...when(whenUnsatisfiable !== 'DoNotSchedule', () => invalid(field, n, `can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ${whenUnsatisfiable}`)),
  ]);

export const validateGates = (gates: readonly core.PodSchedulingGate[] | undefined, field: string): FieldError[] => [
  ...each(gates, field, ({ name }, at) => qualifiedName(name, at)),
  ...duplicates(gates, ({ name }) => name, (i, name) => duplicate(`${field}[${i}]`, name)),
];
