/** Rules of endpoint slices (kubernetes pkg/apis/discovery/validation ValidateEndpointSlice). */
import { duplicate, invalid, required, type FieldError } from '../../../field-error';
import type * as discovery from '../../../schema/types/discovery.v1';
import { atMost, duplicates, each, given, ipAddress, label, labelValue, nonSpecialIp, qualifiedName, subdomain, when } from '../../checks';
import { ipVersion } from '../../ip';
import { subdomainFault } from '../../../names';

const limits = { endpoints: 1000, ports: 20_000, addresses: 100, hints: 8 };

export function validateSlice({ addressType, endpoints, ports }: discovery.EndpointSlice): FieldError[] {
  return [
    ...few(endpoints, 'endpoints', limits.endpoints, (endpoint, at) => validateEndpoint(endpoint, addressType, at)),
    ...few(ports, 'ports', limits.ports, validatePort),
    ...sameNames(ports ?? []),
  ];
}

/** Too many are not looked at one by one. */
function few<T>(items: readonly T[] | null | undefined, field: string, limit: number, check: (item: T, field: string) => FieldError[]): FieldError[] {
  const list = items ?? [];
  return list.length > limit ? atMost(limit, list, field) : each(list, field, check);
}

const validateEndpoint = ({ addresses, hostname, nodeName, hints }: discovery.Endpoint, type: string, field: string): FieldError[] => [
  ...when(!addresses?.length, () => required(`${field}.addresses`, 'must contain at least 1 address')),
  ...atMost(limits.addresses, addresses, `${field}.addresses`),
  ...each(addresses, `${field}.addresses`, (address, at) => validateAddress(address, type, at)),
  ...given(nodeName, (name) => subdomain(name, `${field}.nodeName`)),
  ...given(hostname, (name) => label(name, `${field}.hostname`)),
  ...given(hints, ({ forZones, forNodes }) => [...validateHints(forZones, `${field}.hints.forZones`), ...validateHints(forNodes, `${field}.hints.forNodes`)]),
];

const versions: Readonly<Record<string, number>> = { IPv4: 4, IPv6: 6 };

function validateAddress(address: string, type: string, field: string): FieldError[] {
  if (type === 'FQDN') return validateDomain(address, field);
  const version = versions[type];
  if (!version) return [];
  const faults = ipAddress(address, field);
  if (faults.length) return faults;
  return [...when(ipVersion(address) !== version, () => invalid(field, address, `must be an ${type} address`)), ...nonSpecialIp(address, field)];
}

function validateDomain(text: string, field: string): FieldError[] {
  const domain = text.replace(/\.$/, '');
  if (!domain) return [required(field)];
  const fault = subdomainFault(domain);
  if (fault) return [invalid(field, domain, fault)];
  const labels = domain.split('.');
  if (labels.length < 2) return [invalid(field, domain, 'should be a domain with at least two segments separated by dots')];
  return labels.filter((part) => part.length > 63).map((part) => invalid(field, part, 'must be no more than 63 characters'));
}

const validateHints = (hints: readonly { readonly name: string }[] | undefined, field: string): FieldError[] => [
  ...few(hints, field, limits.hints, ({ name }, at) => labelValue(name, `${at}.name`)),
  ...duplicates(hints, ({ name }) => name, (i, name) => duplicate(`${field}[${i}].name`, name)),
];

const validatePort = ({ name, appProtocol }: discovery.EndpointPort, field: string): FieldError[] => [
  ...given(name, (text) => label(text, `${field}.name`)),
  ...given(appProtocol, (protocol) => qualifiedName(protocol, `${field}.appProtocol`)),
];

/** No name is a name, too. */
const sameNames = (ports: readonly discovery.EndpointPort[]): FieldError[] =>
  duplicates(ports, ({ name }) => `name ${name ?? ''}`, (i) => duplicate(`ports[${i}].name`, ports[i]?.name ?? ''));
