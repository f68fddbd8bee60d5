/** Endpoints (kubernetes pkg/apis/core/validation validateEndpointSubsets). */
import { define } from '../../define';
import { required, type FieldError } from '../../field-error';
import type * as core from '../../schema/types/core.v1';
import { each, given, ipAddress, label, nonSpecialIp, portNumber, qualifiedName, subdomain, when } from '../checks';
import { ageColumn, column, nameColumn, none } from '../columns';
import { warnAboutAddress } from '../networking/canonical';
import { hostPort } from './proxying';

export const endpoints = define<core.Endpoints>('', 'v1', 'Endpoints', {
  deprecated: { deprecated: '1.33', replacement: { group: 'discovery.k8s.io', version: 'v1', kind: 'EndpointSlice' } },
  strategy: { generation: false, createOnUpdate: true, validate: ({ subsets }) => each(subsets, 'subsets', validateSubset), warnings: warnAboutAddresses },
  columns: [nameColumn(), column('Endpoints', 'Addresses and ports that are ready; the first three.', formatEndpoints), ageColumn()],
});

const shown = 3;

function formatEndpoints({ subsets = [] }: core.Endpoints): string {
  if (!subsets.length) return none;
  const all = subsets.flatMap(({ addresses = [], ports = [] }) =>
    (ports.length ? ports.flatMap(({ port }) => addresses.map(({ ip }) => hostPort(ip, port))) : addresses.map(({ ip }) => ip)));
  const list = all.slice(0, shown).join(',');
  return all.length > shown ? `${list} + ${all.length - shown} more...` : list;
}

const validateSubset = ({ addresses, notReadyAddresses, ports }: core.EndpointSubset, field: string): FieldError[] => [
  ...when(!addresses?.length && !notReadyAddresses?.length, () => required(field, 'must specify `addresses` or `notReadyAddresses`')),
  ...each(addresses, `${field}.addresses`, validateAddress),
  ...each(notReadyAddresses, `${field}.notReadyAddresses`, validateAddress),
  ...each(ports, `${field}.ports`, (port, at) => [
    ...(port.name ? label(port.name, `${at}.name`) : when((ports?.length ?? 0) > 1, () => required(`${at}.name`))),
    ...portNumber(port.port, `${at}.port`),
    ...(port.appProtocol === undefined ? [] : qualifiedName(port.appProtocol, `${at}.appProtocol`)),
  ]),
];

const validateAddress = ({ ip, hostname, nodeName }: core.EndpointAddress, field: string): FieldError[] => [
  ...ipAddress(ip, `${field}.ip`),
  ...given(hostname, (name) => label(name, `${field}.hostname`)),
  ...(nodeName === undefined ? [] : subdomain(nodeName, `${field}.nodeName`)),
  ...nonSpecialIp(ip, `${field}.ip`),
];

function warnAboutAddresses({ subsets = [] }: core.Endpoints): string[] {
  return subsets.flatMap((subset, i) => (['addresses', 'notReadyAddresses'] as const).flatMap((list) =>
    (subset[list] ?? []).flatMap(({ ip }, j) => warnAboutAddress(ip, `subsets[${i}].${list}[${j}].ip`))));
}
