/** Requests and limits. */
import { compareQuantities } from '../../../quantity';
import { forbidden, invalid, notFound, required, type FieldError } from '../../../field-error';
import type * as core from '../../../schema/types/core.v1';
import { duplicates, each, qualifiedName, when } from '../../checks';
import { duplicate } from '../../../field-error';
import { isExtended, isHugePages, isInteger, isNative, isOvercommitable, isStandard, isStandardForContainers } from '../resource-names';

type Quantities = Readonly<Record<string, string>>;

/** `claimNames`: the names of spec.resourceClaims. */
export const validateResources = (resources: core.ResourceRequirements | undefined, claimNames: readonly string[], field: string): FieldError[] => {
  const { limits = {}, requests = {}, claims } = resources ?? {};
  return [
    ...Object.entries(limits).flatMap(([name, quantity]) => validateEntry(name, quantity, `${field}.limits[${name}]`)),
    ...Object.entries(requests).flatMap(([name, quantity]) => validateRequest(name, quantity, limits, field)),
    ...hugePagesAlone({ ...limits, ...requests }, field),
    ...each(claims, `${field}.claims`, (claim, at) => validateClaim(claim.name, claimNames, at)),
    ...duplicates(claims, (claim) => claim.name, (i, name) => duplicate(`${field}.claims[${i}]`, name)),
  ];
};

const validateRequest = (name: string, quantity: string, limits: Quantities, field: string): FieldError[] => [
  ...validateEntry(name, quantity, `${field}.requests[${name}]`),
  ...againstLimit(name, quantity, limits[name], field),
];

function againstLimit(name: string, quantity: string, limit: string | undefined, field: string): FieldError[] {
  const mayDiffer = isOvercommitable(name);
  if (limit === undefined) return when(!mayDiffer, () => required(`${field}.limits`, 'Limit must be set for non overcommitable resources'));
  const order = compareQuantities(quantity, limit);
  if (order !== 0 && !mayDiffer) return [invalid(`${field}.requests`, quantity, `must be equal to ${name} limit of ${limit}`)];
  return when(order > 0, () => invalid(`${field}.requests`, quantity, `must be less than or equal to ${name} limit of ${limit}`));
}

const validateEntry = (name: string, quantity: string, field: string): FieldError[] => [
  ...containerResourceName(name, field),
  ...validateQuantity(name, quantity, field),
];

/** A quantity of a resource: not negative, whole where the resource comes in pieces. */
export const validateQuantity = (name: string, quantity: string, field: string): FieldError[] => [
  ...when(compareQuantities(quantity, '0') < 0, () => invalid(field, quantity, 'must be greater than or equal to 0')),
  // In canonical form only a fraction ends in a unit below one.
  ...when(isInteger(name) && /[num]$/.test(quantity), () => invalid(field, quantity, 'must be an integer')),
];

/** The name of any resource: one of Kubernetes' own, or qualified. */
export function resourceName(name: string, field: string): FieldError[] {
  const faults = qualifiedName(name, field);
  return faults.length ? faults : when(!name.includes('/') && !isStandard(name), () => invalid(field, name, notStandard));
}

const notStandard = 'must be a standard resource type or fully qualified';

export function containerResourceName(name: string, field: string): FieldError[] {
  const faults = qualifiedName(name, field);
  if (faults.length) return faults;
  if (!name.includes('/')) return unqualifiedName(name, field);
  return when(!isNative(name) && !isExtended(name), () => invalid(field, name, "doesn't follow extended resource name standard"));
}

const unqualifiedName = (name: string, field: string): FieldError[] => [
  ...when(!isStandard(name), () => invalid(field, name, notStandard)),
  ...when(!isStandardForContainers(name), () => invalid(field, name, 'must be a standard resource for containers')),
];

const hugePagesAlone = (all: Quantities, field: string): FieldError[] =>
  when(Object.keys(all).some(isHugePages) && !('cpu' in all) && !('memory' in all), () => forbidden(field, 'HugePages require cpu or memory'));

function validateClaim(name: string, claimNames: readonly string[], field: string): FieldError[] {
  if (!name) return [required(field)];
  const known = claimNames.length ? `: ${claimNames.join(', ')}` : ' which is empty';
  return when(!claimNames.includes(name), () => ({ ...notFound(field, name), detail: `must be one of the names in pod.spec.resourceClaims${known}` }));
}
