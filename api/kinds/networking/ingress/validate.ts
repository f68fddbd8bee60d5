/** Rules of ingresses (kubernetes pkg/apis/networking/validation ValidateIngress). */
import { invalid, required, type FieldError } from '../../../field-error';
import type * as core from '../../../schema/types/core.v1';
import type * as networking from '../../../schema/types/networking.v1';
import { each, given, hostOrWildcard, ipAddress, label, needed, pathSegment, portName, portNumber, subdomain, when } from '../../checks';
import { ipVersion } from '../../ip';

export const validateIngress = ({ spec }: networking.Ingress): FieldError[] => [
  ...when(!spec.rules?.length && !spec.defaultBackend, () => invalid('spec', spec.rules ?? null, 'either `defaultBackend` or `rules` must be specified')),
  ...given(spec.defaultBackend, (backend) => validateBackend(backend, 'spec.defaultBackend')),
  ...each(spec.rules, 'spec.rules', (rule, at) => [
    ...given(rule.host, (host) => [...noAddress(host, `${at}.host`), ...hostOrWildcard(host, `${at}.host`)]),
    ...given(rule.http, (http) => validateHttp(http, `${at}.http`)),
  ]),
  ...each(spec.tls, 'spec.tls', ({ hosts, secretName }, at) => [
    ...each(hosts, `${at}.hosts`, hostOrWildcard),
    ...given(secretName, (name) => subdomain(name, `${at}.secretName`)),
  ]),
  ...given(spec.ingressClassName, (name) => subdomain(name, 'spec.ingressClassName')),
];

const noAddress = (host: string, field: string): FieldError[] => when(ipVersion(host), () => invalid(field, host, 'must be a DNS name, not an IP address'));

const validateHttp = ({ paths }: networking.HTTPIngressRuleValue, field: string): FieldError[] => [
  ...when(!paths?.length, () => required(`${field}.paths`)),
  ...each(paths, `${field}.paths`, (path, at) => (path.pathType ? [...validatePath(path, `${at}.path`), ...validateBackend(path.backend, `${at}.backend`)] : [])),
];

const badParts = ['//', '/./', '/../', '%2f', '%2F'];
const badEnds = ['/..', '/.'];

function validatePath({ path = '', pathType }: networking.HTTPIngressPath, field: string): FieldError[] {
  const free = pathType === 'ImplementationSpecific';
  return [
    ...when(!path.startsWith('/') && !(free && !path), () => invalid(field, path, 'must be an absolute path')),
    ...(free ? [] : badParts.filter((part) => path.includes(part)).map((part) => invalid(field, path, `must not contain '${part}'`))),
    ...(free ? [] : badEnds.filter((end) => path.endsWith(end)).map((end) => invalid(field, path, `cannot end with '${end}'`))),
  ];
}

function validateBackend({ service, resource }: networking.IngressBackend, field: string): FieldError[] {
  if (service && resource) return [invalid(field, '', 'cannot set both resource and service backends')];
  if (resource) return validateResource(resource, `${field}.resource`);
  if (!service) return [invalid(field, '', 'resource or service backend is required')];
  return [...needed(service.name, `${field}.service.name`, label), ...validatePort(service.port ?? {}, field)];
}

function validatePort({ name, number }: networking.ServiceBackendPort, field: string): FieldError[] {
  if (name && number) return [invalid(field, '', 'cannot set both port name & port number')];
  if (name) return portName(name, `${field}.service.port.name`);
  return number ? portNumber(number, `${field}.service.port.number`) : [required(field, 'port name or number is required')];
}

const validateResource = ({ apiGroup, kind, name }: core.TypedLocalObjectReference, field: string): FieldError[] => [
  ...given(apiGroup, (group) => subdomain(group, `${field}.apiGroup`)),
  ...needed(kind, `${field}.kind`, pathSegment),
  ...needed(name, `${field}.name`, pathSegment),
];

export const validateIngressStatus = ({ status }: networking.Ingress): FieldError[] =>
  each(status.loadBalancer?.ingress, 'status.loadBalancer.ingress', ({ ip, hostname }, at) => [
    ...given(ip, (address) => ipAddress(address, `${at}.ip`)),
    ...given(hostname, (host) => [...subdomain(host, `${at}.hostname`), ...noAddress(host, `${at}.hostname`)]),
  ]);
