/** What a claim asks for (kubernetes pkg/apis/resource/validation validateDeviceClaim, defaults in …/v1). Expressions are not compiled. */
import { duplicate, invalid, notSupported, required, tooLong, type FieldError } from '../../field-error';
import type * as resource from '../../schema/types/resource.v1';
import { atMost, driverName, duplicates, each, subdomain, when } from '../checks';
import { validateQualifiedAttribute, validateRequestName, validateToleration } from './names';

const most = 32;
const mostAlternatives = 8;
const longestText = 10 * 1024;

type Request = resource.ExactDeviceRequest | resource.DeviceSubRequest;

export function defaultClaim({ devices: { requests } }: resource.ResourceClaimSpec): void {
  for (const { exactly, firstAvailable } of requests ?? []) [...(exactly ? [exactly] : []), ...(firstAvailable ?? [])].forEach(defaultRequest);
}

function defaultRequest(request: Request): void {
  request.allocationMode ??= 'ExactCount';
  if (request.allocationMode === 'ExactCount') request.count ||= 1;
}

export function validateClaim({ devices }: resource.ResourceClaimSpec, parent: string): FieldError[] {
  const field = `${parent}.devices`;
  const requests = devices.requests ?? [];
  const names = requestNames(requests);
  return [
    ...atMost(most, requests, `${field}.requests`),
    ...each(requests, `${field}.requests`, validateRequest),
    ...duplicates(requests, ({ name }) => name, (i, name) => duplicate(`${field}.requests[${i}]`, name)),
    ...atMost(most, devices.constraints, `${field}.constraints`),
    ...each(devices.constraints, `${field}.constraints`, (constraint, at) => validateConstraint(constraint, names, at)),
    ...atMost(most, devices.config, `${field}.config`),
    ...each(devices.config, `${field}.config`, (config, at) => [
      ...validateReferences(config.requests, names, `${at}.requests`),
      ...validateConfiguration(config, at),
    ]),
  ];
}

/** `gpu`, and `gpu/large` for its alternatives. */
export const requestNames = (requests: readonly resource.DeviceRequest[]): ReadonlySet<string> =>
  new Set(requests.flatMap(({ name, firstAvailable = [] }) => [name, ...firstAvailable.map((alternative) => `${name}/${alternative.name}`)]));

function validateRequest({ name, exactly, firstAvailable }: resource.DeviceRequest, field: string): FieldError[] {
  const alternatives = firstAvailable?.length ? firstAvailable : undefined;
  const named = validateRequestName(name, `${field}.name`);
  if (exactly && alternatives) return [...named, invalid(field, null, 'exactly one of `exactly` or `firstAvailable` is required, but multiple fields are set')];
  if (exactly) return [...named, ...validateDevices(exactly, `${field}.exactly`)];
  if (!alternatives) return [...named, required(field, 'exactly one of `exactly` or `firstAvailable` is required')];
  return [
    ...named,
    ...atMost(mostAlternatives, alternatives, `${field}.firstAvailable`),
    ...each(alternatives, `${field}.firstAvailable`, (alternative, at) => [...validateRequestName(alternative.name, `${at}.name`), ...validateDevices(alternative, at)]),
    ...duplicates(alternatives, (alternative) => alternative.name, (i, key) => duplicate(`${field}.firstAvailable[${i}]`, key)),
  ];
}

const validateDevices = (request: Request, field: string): FieldError[] => [
  ...(request.deviceClassName ? subdomain(request.deviceClassName, `${field}.deviceClassName`) : [required(`${field}.deviceClassName`)]),
  ...validateSelectors(request.selectors, `${field}.selectors`),
  ...validateCount(request, field),
  ...each(request.tolerations, `${field}.tolerations`, validateToleration),
];

function validateCount({ allocationMode: mode, count = 0 }: Request, field: string): FieldError[] {
  if (mode === 'All') return when(count, () => invalid(`${field}.count`, count, "must not be specified when allocationMode is 'All'"));
  if (mode === 'ExactCount') return when(count <= 0, () => invalid(`${field}.count`, count, 'must be greater than zero'));
  // Any other text the structure has reported.
  return when(!mode, () => notSupported(`${field}.allocationMode`, mode ?? '', ['All', 'ExactCount']));
}

export const validateSelectors = (selectors: readonly resource.DeviceSelector[] | undefined, field: string): FieldError[] => [
  ...atMost(most, selectors, field),
  ...each(selectors, field, ({ cel }, at) => {
    if (!cel) return [required(`${at}.cel`)];
    return when(cel.expression.length > longestText, () => tooLong(`${at}.cel.expression`, longestText));
  }),
];

function validateConstraint({ requests, matchAttribute: match, distinctAttribute: distinct }: resource.DeviceConstraint, names: ReadonlySet<string>, field: string): FieldError[] {
  const references = validateReferences(requests, names, `${field}.requests`);
  if (match !== undefined) return [...references, ...validateQualifiedAttribute(match, `${field}.matchAttribute`)];
  if (distinct !== undefined) return [...references, ...validateQualifiedAttribute(distinct, `${field}.distinctAttribute`)];
  return [...references, required(field, 'exactly one of "matchAttribute" or "distinctAttribute" is required, but multiple fields are set')];
}

const validateReferences = (references: readonly string[] | undefined, names: ReadonlySet<string>, field: string): FieldError[] => [
  ...atMost(most, references, field),
  ...each(references, field, (name, at) => validateReference(name, names, at)),
  ...duplicates(references, (name) => name, (i, name) => duplicate(`${field}[${i}]`, name)),
];

export const validateReference = (name: string, names: ReadonlySet<string>, field: string): FieldError[] =>
  when(!names.has(name), () => invalid(field, name, "must be the name of a request in the claim or the name of a request and a subrequest separated by '/'"));

export const validateConfigurations = (configs: readonly resource.DeviceConfiguration[] | undefined, field: string): FieldError[] =>
  [...atMost(most, configs, field), ...each(configs, field, validateConfiguration)];

function validateConfiguration({ opaque }: resource.DeviceConfiguration, field: string): FieldError[] {
  if (!opaque) return [required(`${field}.opaque`)];
  return [...driverName(opaque.driver, `${field}.opaque.driver`), ...validateParameters(opaque.parameters, `${field}.opaque.parameters`)];
}

function validateParameters(parameters: unknown, field: string): FieldError[] {
  if (parameters === undefined || parameters === null) return [required(field)];
  if (typeof parameters !== 'object' || Array.isArray(parameters)) return [invalid(field, '<value omitted>', 'parameters must be a valid JSON object')];
  return when(JSON.stringify(parameters).length > longestText, () => tooLong(field, longestText));
}
