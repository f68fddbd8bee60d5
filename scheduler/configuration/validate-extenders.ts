/** Faults of extenders; upstream's, and that nothing is sent to other machines. */
import { isIPv4 } from 'node:net';
import { fieldError, isExtendedResource, qualifiedNameFault, type FieldError } from '../../api';
import { durationMs } from './reading';
import type { Extender } from './types';

const { forbidden, invalid } = fieldError;

export function extenderFaults(extenders: readonly Extender[], field: string): FieldError[] {
  const binders = extenders.filter(({ bindVerb }) => bindVerb).length;
  const managed = extenders.flatMap(({ managedResources = [] }, i) => managedResources.map(({ name }, j) => ({ name, field: `${field}[${i}].managedResources[${j}].name` })));
  return [
    ...extenders.flatMap((extender, i) => [...urlFaults(extender.urlPrefix, `${field}[${i}].urlPrefix`), ...ownFaults(extender, `${field}[${i}]`)]),
    ...managed.flatMap(({ name, field: at }, i) => [
      ...resourceFaults(name, at),
      ...(managed.findIndex((other) => other.name === name) < i ? [invalid(at, name, 'duplicate extender managed resource name')] : []),
    ]),
    ...(binders > 1 ? [invalid(field, `found ${binders} extenders implementing bind`, 'only one extender can implement bind')] : []),
  ];
}

const ownFaults = ({ prioritizeVerb, weight = 0, httpTimeout = '5s' }: Extender, field: string): FieldError[] => [
  ...(prioritizeVerb && weight <= 0 ? [invalid(`${field}.weight`, weight, 'must have a positive weight applied to it')] : []),
  ...((durationMs(httpTimeout) ?? 0) <= 0 ? [invalid(`${field}.httpTimeout`, httpTimeout, 'must be greater than zero')] : []),
];

const isLoopback = (host: string): boolean => (isIPv4(host) ? host.startsWith('127.') : /^(?:localhost|.+\.localhost|\[::1\])$/i.test(host));

function urlFaults(url: string, field: string): FieldError[] {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (!parsed || !['http:', 'https:'].includes(parsed.protocol)) return [invalid(field, url, 'must be an http or https URL')];
  return isLoopback(parsed.hostname) ? [] : [forbidden(field, `${parsed.host}: nothing is sent to addresses that are not loopback`)];
}

function resourceFaults(name: string, field: string): FieldError[] {
  const fault = qualifiedNameFault(name);
  if (fault) return [invalid(field, name, fault)];
  return isExtendedResource(name) ? [] : [invalid(field, name, 'is an invalid extended resource name')];
}
