/**
 * Building blocks of validation. A check takes a value and the path of its field and returns the faults it found, so that
 * rules read as lists: `[...when(!name, () => required(field)), ...each(ports, `${field}.ports`, validatePort)]`.
 */
import { forbidden, invalid, required, tooLong, tooMany, type FieldError } from '../field-error';
import { annotationFaults, labelFaults } from '../metadata';
import { compareQuantities } from '../quantity';
import { configMapKeyFault, labelFault, labelValueFault, pathSegmentFault, qualifiedNameFault, subdomainFault, wildcardSubdomainFault } from '../names';
import type * as meta from '../schema/types/meta.v1';
import { same } from './equality';
import { cidrText, envNameText, httpHeaderText, ipText, nonSpecialIpText, numericIdText, portNameText, portNumberText, searchPathText } from './texts';

type Falsy = false | '' | 0 | null | undefined;

/** One fault, if the condition holds. */
export const when = (condition: unknown, fault: () => FieldError): FieldError[] => (condition ? [fault()] : []);

/** The check of a value that may be absent or empty. */
export const given = <T>(value: T | Falsy, check: (value: T) => FieldError[]): FieldError[] => (value || value === 0 ? check(value as T) : []);

/** The check of every item: `ports[0]`, `ports[1]`, … */
export function each<T>(items: readonly T[] | undefined, field: string, check: (item: T, field: string) => FieldError[]): FieldError[] {
  if (!items?.length) return [];
  const faults: FieldError[] = [];
  for (let i = 0; i < items.length; i++) faults.push(...check(items[i] as T, `${field}[${i}]`));
  return faults;
}

/** A fault for every item whose key occurred before. Items without a key do not count. */
export function duplicates<T>(items: readonly T[] | undefined, key: (item: T) => string | undefined, fault: (index: number, key: string) => FieldError): FieldError[] {
  if (!items || items.length < 2) return [];
  const seen = new Set<string>();
  return items.flatMap((item, i) => {
    const name = key(item);
    if (!name) return [];
    if (seen.has(name)) return [fault(i, name)];
    seen.add(name);
    return [];
  });
}

/** A check from a function that gives what is wrong: a text, several, or none. */
export const byText = <T>(texts: (value: T) => readonly string[] | string | undefined) => (value: T, field: string): FieldError[] => {
  const found = texts(value);
  if (!found?.length) return [];
  return typeof found === 'string' ? [invalid(field, value, found)] : found.map((text) => invalid(field, value, text));
};

export const portNumber = byText(portNumberText);
export const portName = byText(portNameText);
export const envName = byText(envNameText);
/** A key of a config map or secret: it becomes a file name. */
export const dataKey = byText(configMapKeyFault);
export const httpHeaderName = byText(httpHeaderText);
export const ipAddress = byText(ipText);
export const searchPath = byText(searchPathText);
export const cidr = byText(cidrText);
export const nonSpecialIp = byText(nonSpecialIpText);
/** Ids of users and groups. */
export const numericId = byText(numericIdText);

export const portNumberOrName = (port: number | string, field: string): FieldError[] =>
  (typeof port === 'number' ? portNumber(port, field) : portName(port, field));

/** A count, or a share of a whole: `3`, `25%`. */
export const countOrPercent = (value: number | string, field: string): FieldError[] => {
  if (typeof value === 'number') return nonNegative(value, field);
  return when(!/^[0-9]+%$/.test(value), () => invalid(field, value,
    "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')"));
};

export const notMoreThanAll = (value: number | string, field: string): FieldError[] =>
  when(typeof value === 'string' && /^[0-9]+%$/.test(value) && parseInt(value, 10) > 100, () => invalid(field, value, 'must not be greater than 100%'));

/** A text that must be there, and then keeps to a rule. */
export const needed = (value: string | undefined, field: string, check: (value: string, field: string) => FieldError[] = () => []): FieldError[] =>
  (value ? check(value, field) : [required(field)]);

export const positiveQuantity = (quantity: string, field: string): FieldError[] =>
  when(compareQuantities(quantity, '0') <= 0, () => invalid(field, quantity, 'must be greater than zero'));

export const nonNegative = (value: number | undefined, field: string): FieldError[] =>
  when(value !== undefined && value < 0, () => invalid(field, value, 'must be greater than or equal to 0'));

export const immutable = (value: unknown, old: unknown, field: string): FieldError[] =>
  when(!same(value, old), () => invalid(field, value, 'field is immutable'));

/** The same with the words of kinds that speak of updates. */
export const notUpdated = (value: unknown, old: unknown, field: string): FieldError[] =>
  when(!same(value, old), () => forbidden(field, `updates to ${field} are forbidden.`));

export const atMost = (limit: number, items: readonly unknown[] | undefined, field: string): FieldError[] =>
  when(items && items.length > limit, () => tooMany(field, items?.length ?? 0, limit));

export const label = byText(labelFault);
export const subdomain = byText(subdomainFault);
/** One segment of a URL path. */
export const pathSegment = byText(pathSegmentFault);
/** A host of an HTTP router, which may stand for all below a domain. */
export const hostOrWildcard = byText((host: string) => (host.includes('*') ? wildcardSubdomainFault(host) : subdomainFault(host)));
const pathPattern = "[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+";
const pathForm = new RegExp(`^${pathPattern}$`);

/** `example.com/ingress-controller`. */
export function domainPrefixedPath(name: string, field: string): FieldError[] {
  if (!name) return [required(field)];
  const [domain = '', ...rest] = name.split('/');
  const path = rest.join('/');
  if (!domain || !path) return [invalid(field, name, 'must be a domain-prefixed path (such as "acme.io/foo")')];
  return [...subdomain(domain, field), ...when(!pathForm.test(path), () => invalid(field, path, `Invalid path (regex used for validation is '${pathPattern}')`))];
}

/** The name of a driver, as CSI and dynamic resource allocation have them: a subdomain that may be written in capitals. */
export const driverName = (name: string, field: string): FieldError[] => [
  ...when(!name, () => required(field)),
  ...when(name.length > 63, () => tooLong(field, 63)),
  ...given(name && subdomainFault(name.toLowerCase()), (text) => [invalid(field, name, text)]),
];

export const qualifiedName = byText(qualifiedNameFault);
export const labelValue = byText(labelValueFault);

/** Keys and values of labels. */
export const labels = (map: Readonly<Record<string, string>> | undefined, field: string): FieldError[] => (map ? labelFaults(map, field) : []);

/** Keys of annotations; their values are free. */
export const annotations = (map: Readonly<Record<string, string>> | undefined, field: string): FieldError[] => (map ? annotationFaults(map, field) : []);

export const labelSelector = (selector: meta.LabelSelector, field: string): FieldError[] => [
  ...labels(selector.matchLabels, `${field}.matchLabels`),
  ...each(selector.matchExpressions, `${field}.matchExpressions`, validateRequirement),
];

function validateRequirement({ key, operator, values = [] }: meta.LabelSelectorRequirement, field: string): FieldError[] {
  return [...countOfValues(operator, values.length, field), ...qualifiedName(key, `${field}.key`), ...each(values, `${field}.values`, labelValue)];
}

function countOfValues(operator: string, count: number, field: string): FieldError[] {
  switch (operator) {
    case 'In': case 'NotIn':
      return when(!count, () => required(`${field}.values`, "must be specified when `operator` is 'In' or 'NotIn'"));
    case 'Exists': case 'DoesNotExist':
      return when(count, () => forbidden(`${field}.values`, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"));
    default:
      return [invalid(`${field}.operator`, operator, 'not a valid selector operator')];
  }
}
