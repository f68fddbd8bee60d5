/** Rules of services (kubernetes pkg/apis/core/validation ValidateService). */
import { duplicate, forbidden, invalid, notSupported, required, type FieldError } from '../../../field-error';
import type * as core from '../../../schema/types/core.v1';
import { cidr, duplicates, each, given, ipAddress, label, labels, nonSpecialIp, portNumber, portNumberOrName, qualifiedName, subdomain, when } from '../../checks';
import { isExternallyAccessible, isHeadless } from './allocation';

export function validateService({ spec }: core.Service): FieldError[] {
  return [
    ...when(!spec.ports?.length && !isHeadless(spec) && spec.type !== 'ExternalName', () => required('spec.ports')),
    ...headlessRules(spec),
    ...(spec.type === 'ExternalName' ? externalName(spec) : []),
    ...validatePorts(spec),
    ...labels(spec.selector, 'spec.selector'),
    ...sessionAffinity(spec),
    ...addressRules(spec),
    ...each(spec.externalIPs, 'spec.externalIPs', (ip, at) => [...ipAddress(ip, at), ...nonSpecialIp(ip, at)]),
    ...balancerRules(spec),
    ...trafficRules(spec),
  ];
}

const headlessRules = (spec: core.ServiceSpec): FieldError[] =>
  when((spec.type === 'LoadBalancer' || spec.type === 'NodePort') && isHeadless(spec), () =>
    invalid('spec.clusterIPs[0]', 'None', `may not be set to 'None' for ${spec.type} services`));

function externalName(spec: core.ServiceSpec): FieldError[] {
  const name = (spec.externalName ?? '').replace(/\.$/, '');
  const why = 'may not be set for ExternalName services';
  return [
    ...when(spec.clusterIPs?.length || spec.clusterIP, () => forbidden('spec.clusterIPs', why)),
    ...when(spec.ipFamilies?.length, () => forbidden('spec.ipFamilies', why)),
    ...when(spec.ipFamilyPolicy, () => forbidden('spec.ipFamilyPolicy', why)),
    ...(name ? subdomain(name, 'spec.externalName') : [required('spec.externalName')]),
  ];
}

function validatePorts({ ports = [], type }: core.ServiceSpec): FieldError[] {
  return [
    ...each(ports, 'spec.ports', (port, at) => validatePort(port, ports.length > 1, at)),
    ...duplicates(ports, ({ name }) => name, (i, name) => duplicate(`spec.ports[${i}].name`, name)),
    ...each(ports, 'spec.ports', ({ nodePort }, at) =>
      when(type === 'ClusterIP' && nodePort, () => forbidden(`${at}.nodePort`, "may not be used when `type` is 'ClusterIP'"))),
    ...duplicates(ports, ({ protocol, nodePort }) => (nodePort ? `${protocol}/${nodePort}` : undefined), (i) => duplicate(`spec.ports[${i}].nodePort`, ports[i]?.nodePort)),
    ...duplicates(ports, ({ protocol, port }) => `${protocol}/${port}`, (i) => duplicate(`spec.ports[${i}]`, { protocol: ports[i]?.protocol, port: ports[i]?.port })),
  ];
}

const validatePort = (port: core.ServicePort, named: boolean, field: string): FieldError[] => [
  ...(port.name ? label(port.name, `${field}.name`) : when(named, () => required(`${field}.name`))),
  ...portNumber(port.port, `${field}.port`),
  ...given(port.targetPort, (target) => portNumberOrName(target, `${field}.targetPort`)),
  ...given(port.appProtocol, (protocol) => qualifiedName(protocol, `${field}.appProtocol`)),
];

const oneDay = 86_400;

function sessionAffinity({ sessionAffinity: kind, sessionAffinityConfig: config }: core.ServiceSpec): FieldError[] {
  const field = 'spec.sessionAffinityConfig';
  if (kind !== 'ClientIP') return when(config, () => forbidden(field, 'must not be set when session affinity is None'));
  const seconds = config?.clientIP?.timeoutSeconds ?? 0;
  return when(seconds <= 0 || seconds > oneDay, () => invalid(`${field}.clientIP.timeoutSeconds`, seconds, `must be greater than 0 and less than ${oneDay}`));
}

/** clusterIP is the first of clusterIPs. */
function addressRules({ clusterIP, clusterIPs = [], type }: core.ServiceSpec): FieldError[] {
  if (type === 'ExternalName') return [];
  const [first] = clusterIPs;
  return [
    ...when(first && clusterIP && first !== clusterIP, () => invalid('spec.clusterIPs', clusterIPs, 'first value must match `clusterIP`')),
    ...when(first && !clusterIP, () => required('spec.clusterIP', 'must be set when `clusterIPs` is specified')),
    ...(first === 'None'
      ? when(clusterIPs.length > 1, () => invalid('spec.clusterIPs', clusterIPs, "'None' must be the first and only value"))
      : each(clusterIPs, 'spec.clusterIPs', ipAddress)),
  ];
}

const balancerRules = (spec: core.ServiceSpec): FieldError[] => {
  const only = "may only be used when `type` is 'LoadBalancer'";
  const other = spec.type !== 'LoadBalancer';
  return [
    ...when(other && spec.loadBalancerSourceRanges?.length, () => forbidden('spec.LoadBalancerSourceRanges', only)),
    ...each(spec.loadBalancerSourceRanges, 'spec.LoadBalancerSourceRanges', (range, at) => cidr(range.trim(), at)),
    ...when(other && spec.allocateLoadBalancerNodePorts !== undefined, () => forbidden('spec.allocateLoadBalancerNodePorts', only)),
    ...when(other && spec.loadBalancerClass, () => forbidden('spec.loadBalancerClass', only)),
    ...given(spec.loadBalancerClass, (name) => qualifiedName(name, 'spec.loadBalancerClass')),
  ];
};

const distributions = ['PreferClose', 'PreferSameNode', 'PreferSameZone'];

const trafficRules = (spec: core.ServiceSpec): FieldError[] => {
  const local = spec.type === 'LoadBalancer' && spec.externalTrafficPolicy === 'Local';
  return [
    ...when(!isExternallyAccessible(spec) && spec.externalTrafficPolicy, () =>
      invalid('spec.externalTrafficPolicy', spec.externalTrafficPolicy, 'may only be set for externally-accessible services')),
    ...when(!local && spec.healthCheckNodePort, () =>
      invalid('spec.healthCheckNodePort', spec.healthCheckNodePort, "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'")),
    ...when(spec.trafficDistribution && !distributions.includes(spec.trafficDistribution), () =>
      notSupported('spec.trafficDistribution', spec.trafficDistribution, distributions)),
  ];
};
