/** Requests and limits. */
import { compareQuantities, parseQuantity } from '../../../quantity';
import { duplicate, forbidden, invalid, notFound, required, type FieldError } from '../../../field-error';
import type * as core from '../../../schema/types/core.v1';
import { each, label, qualifiedName, when } from '../../checks';
import { isExtended, isHugePages, isInteger, isNative, isOvercommitable, isStandard, isStandardForContainers } from '../resource-names';

type Quantities = Readonly<Record<string, string>>;
export type NameCheck = (name: string, field: string) => FieldError[];

/** `claimNames`: the names of spec.resourceClaims. */
export const validateResources = (resources: core.ResourceRequirements | undefined, claimNames: readonly string[], field: string): FieldError[] =>
  validateRequirements(resources, containerResourceName, claimNames, field);

export function validateRequirements(resources: core.ResourceRequirements | undefined, nameCheck: NameCheck, claimNames: readonly string[], field: string): FieldError[] {
  if (!resources) return [];
  const { limits, requests, claims } = resources;
  return [
    ...validateAmounts(limits, nameCheck, `${field}.limits`),
    ...validateAmounts(requests, nameCheck, `${field}.requests`),
    ...againstLimits(requests, limits, field),
    ...hugePagesAlone(limits, requests, field),
    ...(claims ? validateClaims(claims, claimNames, `${field}.claims`) : []),
  ];
}

function validateAmounts(amounts: Quantities | undefined, nameCheck: NameCheck, field: string): FieldError[] {
  if (!amounts) return [];
  return Object.keys(amounts).flatMap((name) => {
    const [quantity, at] = [amounts[name] ?? '', `${field}[${name}]`];
    return [...nameCheck(name, at), ...validateQuantity(name, quantity, at), ...hugePagesWhole(name, quantity, at)];
  });
}

const againstLimits = (requests: Quantities = {}, limits: Quantities | undefined, field: string): FieldError[] =>
  Object.keys(requests).flatMap((name) => againstLimit(name, requests[name] ?? '', limits?.[name], field));

function againstLimit(name: string, quantity: string, limit: string | undefined, field: string): FieldError[] {
  if (limit === quantity) return [];
  const mayDiffer = isOvercommitable(name);
  if (limit === undefined) return when(!mayDiffer, () => required(`${field}.limits`, 'Limit must be set for non overcommitable resources'));
  const order = compareQuantities(quantity, limit);
  if (order !== 0 && !mayDiffer) return [invalid(`${field}.requests`, quantity, `must be equal to ${name} limit of ${limit}`)];
  return when(order > 0, () => invalid(`${field}.requests`, quantity, `must be less than or equal to ${name} limit of ${limit}`));
}

/** A quantity of a resource: not negative, whole where the resource comes in pieces. In canonical form, the text shows both. */
export const validateQuantity = (name: string, quantity: string, field: string): FieldError[] => [
  ...when(quantity.startsWith('-'), () => invalid(field, quantity, 'must be greater than or equal to 0')),
  ...when(/[num]$/.test(quantity) && isInteger(name), () => invalid(field, quantity, 'must be an integer')),
];

/** The name of any resource: one of Kubernetes' own, or qualified. */
export function resourceName(name: string, field: string): FieldError[] {
  if (isStandard(name)) return [];
  const faults = qualifiedName(name, field);
  return faults.length ? faults : when(!name.includes('/'), () => invalid(field, name, 'must be a standard resource type or fully qualified'));
}

export function containerResourceName(name: string, field: string): FieldError[] {
  if (isStandardForContainers(name)) return isHugePages(name) ? qualifiedName(name, field) : [];
  const faults = resourceName(name, field);
  if (!name.includes('/')) return [...faults, invalid(field, name, 'must be a standard resource for containers')];
  return [...faults, ...when(!isNative(name) && !isExtended(name), () => invalid(field, name, "doesn't follow extended resource name standard"))];
}

/** `hugepages-2Mi` comes in pieces of two mebibytes. */
function hugePagesWhole(name: string, quantity: string, field: string): FieldError[] {
  if (!isHugePages(name)) return [];
  const whole = isWholeNumberOf(quantity, name.slice('hugepages-'.length));
  return when(!whole, () => invalid(field, quantity, `${quantity} is not positive integer multiple of ${name}`));
}

function isWholeNumberOf(quantity: string, size: string): boolean {
  try {
    const [all, one] = [bytesOf(quantity), bytesOf(size)];
    return all !== undefined && one !== undefined && one > 0n && all % one === 0n;
  } catch {
    return false;
  }
}

/** Undefined for a fraction. */
function bytesOf(text: string): bigint | undefined {
  const { unscaled, scale } = parseQuantity(text);
  return scale < 0 ? undefined : unscaled * 10n ** BigInt(scale);
}

const countsForQuality = ['cpu', 'memory'];

function hugePagesAlone(limits: Quantities = {}, requests: Quantities = {}, field: string): FieldError[] {
  const names = [...Object.keys(limits), ...Object.keys(requests)];
  return when(names.some(isHugePages) && !names.some((name) => countsForQuality.includes(name)), () => forbidden(field, 'HugePages require cpu or memory'));
}

/** The whole claim, or requests of it, each once. */
function validateClaims(claims: readonly core.ResourceClaim[], claimNames: readonly string[], field: string): FieldError[] {
  const seen = new Set<string>();
  return each(claims, field, ({ name, request }, at) => {
    if (!name) return [required(at)];
    const key = request ? `${name}/${request}` : name;
    const repeated = seen.has(name) ? [name] : seen.has(key) ? [key] : request ? [] : [...seen].filter((other) => other.startsWith(`${name}/`)).map(() => name);
    if (!seen.has(name)) seen.add(key);
    return [
      ...(request ? label(request, `${at}.request`) : []),
      ...repeated.map((told) => duplicate(at, told)),
      ...unknownClaim(name, claimNames, at),
    ];
  });
}

function unknownClaim(name: string, claimNames: readonly string[], field: string): FieldError[] {
  const known = claimNames.length ? `: ${[...claimNames].sort().join(', ')}` : ' which is empty';
  return when(!claimNames.includes(name), () => ({ ...notFound(field, name), detail: `must be one of the names in pod.spec.resourceClaims${known}` }));
}
