/** Rules of ingresses (kubernetes pkg/apis/networking/validation ValidateIngress). */
import { invalid, notSupported, required, type FieldError } from '../../../field-error';
import type * as networking from '../../../schema/types/networking.v1';
import { each, given, hostOrWildcard, ipAddress, label, needed, portName, portNumber, subdomain, when } from '../../checks';
import { ipVersion } from '../../ip';
import { validateLocalReference } from '../reference';

/** Names of secrets, and rules for hosts with a star, came late: an ingress that broke them before may go on doing so. */
export const validateIngress = (ingress: networking.Ingress, old?: networking.Ingress): FieldError[] => [
  ...validateSpec(ingress.spec, {
    secrets: !old?.spec.tls?.some(({ secretName }) => secretName && subdomain(secretName, '').length),
    starred: !old?.spec.rules?.some(({ host, http }) => host?.includes('*') && http && validateHttp(http, '').length),
  }),
  ...(old ? [] : oneClass(ingress)),
];

const classAnnotation = 'kubernetes.io/ingress.class';

/** Of an ingress that is new: its annotation from before there was a field. */
function oneClass({ metadata, spec: { ingressClassName } }: networking.Ingress): FieldError[] {
  const annotated = metadata.annotations?.[classAnnotation];
  return when(annotated !== undefined && ingressClassName !== undefined && annotated !== ingressClassName, () =>
    invalid(`annotations.${classAnnotation}`, annotated, 'must match `ingressClassName` when both are specified'));
}

export function warnAboutIngress({ metadata, spec }: networking.Ingress, old: networking.Ingress | undefined): string[] {
  const onlyAnnotated = metadata.annotations?.[classAnnotation] !== undefined && spec.ingressClassName === undefined;
  return onlyAnnotated && !old ? [`annotation "${classAnnotation}" is deprecated, please use 'spec.ingressClassName' instead`] : [];
}

const validateSpec = (spec: networking.IngressSpec, checked: { secrets: boolean; starred: boolean }): FieldError[] => [
  ...when(!spec.rules?.length && !spec.defaultBackend, () => invalid('spec', spec.rules ?? null, 'either `defaultBackend` or `rules` must be specified')),
  ...given(spec.defaultBackend, (backend) => validateBackend(backend, 'spec.defaultBackend')),
  ...each(spec.rules, 'spec.rules', (rule, at) => [
    ...given(rule.host, (host) => [...noAddress(host, `${at}.host`), ...hostOrWildcard(host, `${at}.host`)]),
    ...(checked.starred || !rule.host?.includes('*') ? given(rule.http, (http) => validateHttp(http, `${at}.http`)) : []),
  ]),
  ...each(spec.tls, 'spec.tls', ({ hosts, secretName }, at) => [
    ...each(hosts, `${at}.hosts`, hostOrWildcard),
    ...(checked.secrets ? given(secretName, (name) => subdomain(name, `${at}.secretName`)) : []),
  ]),
  ...given(spec.ingressClassName, (name) => subdomain(name, 'spec.ingressClassName')),
];

const noAddress = (host: string, field: string): FieldError[] => when(ipVersion(host), () => invalid(field, host, 'must be a DNS name, not an IP address'));

const validateHttp = ({ paths }: networking.HTTPIngressRuleValue, field: string): FieldError[] => [
  ...when(!paths?.length, () => required(`${field}.paths`)),
  ...each(paths, `${field}.paths`, (path, at) => (path.pathType
    ? [...validatePath(path, at), ...validateBackend(path.backend, `${at}.backend`)]
    : [required(`${at}.pathType`, 'pathType must be specified')])),
];

const badParts = ['//', '/./', '/../', '%2f', '%2F'];
const badEnds = ['/..', '/.'];

const pathTypes = ['Exact', 'ImplementationSpecific', 'Prefix'];

function validatePath({ path = '', pathType }: networking.HTTPIngressPath, parent: string): FieldError[] {
  if (!pathTypes.includes(pathType)) return [notSupported(`${parent}.pathType`, pathType, pathTypes)];
  const field = `${parent}.path`;
  const free = pathType === 'ImplementationSpecific';
  return [
    ...when(!path.startsWith('/') && !(free && !path), () => invalid(field, path, 'must be an absolute path')),
    ...(free ? [] : badParts.filter((part) => path.includes(part)).map((part) => invalid(field, path, `must not contain '${part}'`))),
    ...(free ? [] : badEnds.filter((end) => path.endsWith(end)).map((end) => invalid(field, path, `cannot end with '${end}'`))),
  ];
}

function validateBackend({ service, resource }: networking.IngressBackend, field: string): FieldError[] {
  if (service && resource) return [invalid(field, '', 'cannot set both resource and service backends')];
  if (resource) return validateLocalReference(resource, `${field}.resource`);
  if (!service) return [invalid(field, '', 'resource or service backend is required')];
  return [...needed(service.name, `${field}.service.name`, label), ...validatePort(service.port ?? {}, field)];
}

function validatePort({ name, number }: networking.ServiceBackendPort, field: string): FieldError[] {
  if (name && number) return [invalid(field, '', 'cannot set both port name & port number')];
  if (name) return portName(name, `${field}.service.port.name`);
  return number ? portNumber(number, `${field}.service.port.number`) : [required(field, 'port name or number is required')];
}

/** Addresses that are stored already may be written as they are. */
export function validateIngressStatus({ status }: networking.Ingress, { status: old }: networking.Ingress): FieldError[] {
  const known = new Set(old.loadBalancer?.ingress?.map(({ ip }) => ip));
  return each(status.loadBalancer?.ingress, 'status.loadBalancer.ingress', ({ ip, hostname }, at) => [
    ...given(ip, (address) => (known.has(address) ? [] : ipAddress(address, `${at}.ip`))),
    ...given(hostname, (host) => [...subdomain(host, `${at}.hostname`), ...noAddress(host, `${at}.hostname`)]),
  ]);
}
