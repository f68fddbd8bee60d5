/** What a claim asks for (kubernetes pkg/apis/resource/validation validateDeviceClaim, defaults in …/v1). Expressions are not compiled. */
import { invalid, notSupported, required, tooLong, type FieldError } from '../../field-error';
import type * as resource from '../../schema/types/resource.v1';
import { each, label, subdomain, when } from '../checks';
import { validateConfiguration } from './configuration';
import { bounded, boundedSet } from './lists';
import { validateQualifiedAttribute, validateToleration } from './names';
import { mostRequests, requestNames, validateReferences } from './requests';

/** Of constraints, configurations, selectors. */
const most = 32;
const mostAlternatives = 8;
const longestExpression = 10 * 1024;

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
  const names = requestNames(devices);
  return [
    ...boundedSet(devices.requests ?? [], mostRequests, `${field}.requests`, validateRequest, ({ name }) => name),
    ...bounded(devices.constraints, most, `${field}.constraints`, (constraint, at) => validateConstraint(constraint, names, at)),
    ...bounded(devices.config, most, `${field}.config`, (config, at) => [
      ...validateReferences(config.requests, names, `${at}.requests`),
      ...validateConfiguration(config, at),
    ]),
  ];
}

function validateRequest({ name, exactly, firstAvailable }: resource.DeviceRequest, field: string): FieldError[] {
  const alternatives = firstAvailable?.length ? firstAvailable : undefined;
  const named = label(name, `${field}.name`);
  if (exactly && alternatives) return [...named, invalid(field, 'null', 'exactly one of `exactly` or `firstAvailable` is required, but multiple fields are set')];
  if (exactly) return [...named, ...validateDevices(exactly, `${field}.exactly`)];
  if (!alternatives) return [...named, required(field, 'exactly one of `exactly` or `firstAvailable` is required')];
  return [...named, ...boundedSet(alternatives, mostAlternatives, `${field}.firstAvailable`, validateAlternative, (alternative) => alternative.name)];
}

const validateAlternative = (alternative: resource.DeviceSubRequest, field: string): FieldError[] => [...label(alternative.name, `${field}.name`), ...validateDevices(alternative, field)];

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

export const validateSelectors = (selectors: readonly resource.DeviceSelector[] | undefined, field: string): FieldError[] =>
  bounded(selectors, most, field, ({ cel }, at) => {
    if (!cel) return [required(`${at}.cel`)];
    return when(cel.expression.length > longestExpression, () => tooLong(`${at}.cel.expression`, longestExpression));
  });

function validateConstraint({ requests, matchAttribute: match, distinctAttribute: distinct }: resource.DeviceConstraint, names: ReadonlySet<string>, field: string): FieldError[] {
  const references = validateReferences(requests, names, `${field}.requests`);
  if (match !== undefined) return [...references, ...validateQualifiedAttribute(match, `${field}.matchAttribute`)];
  if (distinct !== undefined) return [...references, ...validateQualifiedAttribute(distinct, `${field}.distinctAttribute`)];
  return [...references, required(field, 'exactly one of "matchAttribute" or "distinctAttribute" is required, but multiple fields are set')];
}

/** Of a class. */
export const validateConfigurations = (configs: readonly resource.DeviceConfiguration[] | undefined, stored: boolean, field: string): FieldError[] =>
  bounded(configs, most, field, (config, at) => validateConfiguration(config, at, stored));
