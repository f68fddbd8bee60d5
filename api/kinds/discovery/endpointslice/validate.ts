/** Rules of endpoint slices (kubernetes pkg/apis/discovery/validation ValidateEndpointSlice). */
import { duplicate, invalid, required, type FieldError } from '../../../field-error';
import type * as discovery from '../../../schema/types/discovery.v1';
import { atMost, duplicates, each, given, ipAddress, label, labelValue, nonSpecialIp, qualifiedName, subdomain, when } from '../../checks';
import { ipVersion } from '../../ip';
import { warnAboutAddress } from '../../networking/canonical';
import { subdomainFault } from '../../../names';

const limits = { endpoints: 1000, ports: 20_000, addresses: 100, hints: 8 };

/** Addresses that are stored already may be written as they are. */
export function validateSlice({ addressType, endpoints, ports }: discovery.EndpointSlice, old?: discovery.EndpointSlice): FieldError[] {
  const known = new Set((old?.endpoints ?? []).flatMap(({ addresses }) => addresses ?? []));
  const names = new Set<string>();
  return [
    ...few(endpoints, 'endpoints', limits.endpoints, (endpoint, at) => validateEndpoint(endpoint, addressType, known, at)),
    ...few(ports, 'ports', limits.ports, (port, at) => validatePort(port, names, at)),
  ];
}

const ownControllers = ['endpointslice-controller.k8s.io', 'endpointslicemirroring-controller.k8s.io'];

/** The controllers of a cluster write addresses as they should be. */
export function warnAboutSlice({ metadata, addressType, endpoints }: discovery.EndpointSlice, old: discovery.EndpointSlice | undefined): string[] {
  const checked = !ownControllers.includes(metadata.labels?.['endpointslice.kubernetes.io/managed-by'] ?? '');
  return [
    // The field's name is upstream's.
    ...(addressType === 'FQDN' && !old ? ['spec.addressType: FQDN endpoints are deprecated'] : []),
    ...(checked ? endpoints ?? [] : []).flatMap(({ addresses }, i) => (addresses ?? []).flatMap((address, j) => warnAboutAddress(address, `endpoints[${i}].addresses[${j}]`))),
  ];
}

/** Too many are not looked at one by one. */
function few<T>(items: readonly T[] | null | undefined, field: string, limit: number, check: (item: T, field: string) => FieldError[]): FieldError[] {
  const list = items ?? [];
  return list.length > limit ? atMost(limit, list, field) : each(list, field, check);
}

const validateEndpoint = ({ addresses, hostname, nodeName, hints }: discovery.Endpoint, type: string, known: ReadonlySet<string>, field: string): FieldError[] => [
  ...when(!addresses?.length, () => required(`${field}.addresses`, 'must contain at least 1 address')),
  ...atMost(limits.addresses, addresses, `${field}.addresses`),
  ...each(addresses, `${field}.addresses`, (address, at) => validateAddress(address, type, known, at)),
  ...given(nodeName, (name) => subdomain(name, `${field}.nodeName`)),
  ...given(hostname, (name) => label(name, `${field}.hostname`)),
  ...given(hints, ({ forZones, forNodes }) => [...validateHints(forZones, `${field}.hints.forZones`), ...validateHints(forNodes, `${field}.hints.forNodes`)]),
];

const versions: Readonly<Record<string, number>> = { IPv4: 4, IPv6: 6 };

function validateAddress(address: string, type: string, known: ReadonlySet<string>, field: string): FieldError[] {
  if (type === 'FQDN') return validateDomain(address, field);
  const version = versions[type];
  if (!version) return [];
  const faults = known.has(address) ? [] : ipAddress(address, field);
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

/** `names`: those of earlier ports. No name is a name, too. */
function validatePort({ name = '', appProtocol }: discovery.EndpointPort, names: Set<string>, field: string): FieldError[] {
  const known = names.has(name);
  names.add(name);
  return [
    ...given(name, (text) => label(text, `${field}.name`)),
    ...when(known, () => duplicate(`${field}.name`, name)),
    ...given(appProtocol, (protocol) => qualifiedName(protocol, `${field}.appProtocol`)),
  ];
}
