/** What only balancers have, and what they report (kubernetes pkg/apis/core/validation ValidateLoadBalancerStatus). */
import { forbidden, invalid, notSupported, required, type FieldError } from '../../../field-error';
import type * as core from '../../../schema/types/core.v1';
import { cidr, each, given, ipAddress, portNumber, qualifiedName, subdomain, when } from '../../checks';
import { ipVersion } from '../../ip';
import { isExternallyAccessible, needsHealthCheck } from './allocation';

const only = "may only be used when `type` is 'LoadBalancer'";
/** The first way to say it. */
const rangesAnnotation = 'service.beta.kubernetes.io/load-balancer-source-ranges';

export function validateBalancer({ metadata, spec }: core.Service): FieldError[] {
  const other = spec.type !== 'LoadBalancer';
  return [
    ...(spec.loadBalancerSourceRanges?.length ? ranges(spec.loadBalancerSourceRanges, other) : given(metadata.annotations?.[rangesAnnotation], (text) => rangesInText(text, other))),
    ...when(other && spec.allocateLoadBalancerNodePorts !== undefined, () => forbidden('spec.allocateLoadBalancerNodePorts', only)),
    ...classFaults(spec.loadBalancerClass, other),
    ...trafficFaults(spec),
  ];
}

/** The path and the spaces around are upstream's. */
const ranges = (list: readonly string[], other: boolean): FieldError[] => [
  ...when(other, () => forbidden('spec.LoadBalancerSourceRanges', only)),
  ...each(list, 'spec.LoadBalancerSourceRanges', (range, at) => cidr(range.trim(), at)),
];

function rangesInText(text: string, other: boolean): FieldError[] {
  const field = `metadata.annotations[${rangesAnnotation}]`;
  return [...when(other, () => forbidden(field, only)), ...(text.trim() ? text.split(',').flatMap((range) => cidr(range.trim(), field)) : [])];
}

function classFaults(name: string | undefined, other: boolean): FieldError[] {
  if (name === undefined) return [];
  return other ? [forbidden('spec.loadBalancerClass', only)] : qualifiedName(name, 'spec.loadBalancerClass');
}

const port = 'spec.healthCheckNodePort';

function trafficFaults(spec: core.ServiceSpec): FieldError[] {
  const { externalTrafficPolicy, healthCheckNodePort } = spec;
  return [
    ...when(!isExternallyAccessible(spec) && externalTrafficPolicy, () =>
      invalid('spec.externalTrafficPolicy', externalTrafficPolicy, 'may only be set for externally-accessible services')),
    ...given(healthCheckNodePort || undefined, (number) => (needsHealthCheck(spec) ? portNumber(number, port)
      : [invalid(port, number, "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'")])),
  ];
}

const ipModes = ['Proxy', 'VIP'];

export function validateServiceStatus({ spec, status }: core.Service): FieldError[] {
  const { ingress } = status.loadBalancer ?? {};
  const field = 'status.loadBalancer.ingress';
  if (spec.type !== 'LoadBalancer' && ingress?.length) return [forbidden(field, "may only be used when `spec.type` is 'LoadBalancer'")];
  return each(ingress, field, ({ ip, ipMode, hostname }, at) => [
    ...given(ip, (address) => ipAddress(address, `${at}.ip`)),
    ...modeFaults(ip, ipMode, `${at}.ipMode`),
    ...given(hostname, (name) => [
      ...subdomain(name, `${at}.hostname`),
      ...when(ipVersion(name), () => invalid(`${at}.hostname`, name, 'must be a DNS name, not an IP address')),
    ]),
  ]);
}

function modeFaults(ip: string | undefined, mode: string | undefined, field: string): FieldError[] {
  if (mode === undefined) return when(ip, () => required(field, 'must be specified when `ip` is set'));
  if (!ip) return [forbidden(field, 'may not be specified when `ip` is not set')];
  return when(!ipModes.includes(mode), () => notSupported(field, mode, ipModes));
}
