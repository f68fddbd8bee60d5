/** Rules of services (kubernetes pkg/apis/core/validation ValidateService). */
import { duplicate, forbidden, invalid, notSupported, required, type FieldError } from '../../../field-error';
import type * as core from '../../../schema/types/core.v1';
import { duplicates, each, ipAddress, label, labels, nonSpecialIp, portNumber, portNumberOrName, qualifiedName, subdomain, when } from '../../checks';
import { internalForm } from '../../internal-form';
import { validateAddresses } from './addresses';
import { isHeadless } from './allocation';
import { validateBalancer } from './balancer';
import { validateFamilies } from './families';

export const topologyHints = 'service.kubernetes.io/topology-aware-hints';
export const topologyMode = 'service.kubernetes.io/topology-mode';

export function validateService(service: core.Service): FieldError[] {
  const { spec } = service;
  const { annotations = {} } = service.metadata;
  const [hints, mode] = [annotations[topologyHints], annotations[topologyMode]];
  return [
    ...when(hints !== undefined && mode !== undefined && hints !== mode, () =>
      invalid(`metadata.annotations[${topologyMode}]`, mode, `must match annotations[${topologyHints}] when both are specified`)),
    ...when(!spec.ports?.length && !isHeadless(spec) && spec.type !== 'ExternalName', () => required('spec.ports')),
    ...when((spec.type === 'LoadBalancer' || spec.type === 'NodePort') && isHeadless(spec), () =>
      invalid('spec.clusterIPs[0]', 'None', `may not be set to 'None' for ${spec.type} services`)),
    ...(spec.type === 'ExternalName' ? validateExternalName(spec) : []),
    ...validatePorts(spec),
    ...labels(spec.selector, 'spec.selector'),
    ...validateAffinity(spec),
    ...(spec.type === 'ExternalName' ? [] : [...validateAddresses(spec), ...validateFamilies(spec)]),
    ...each(spec.externalIPs, 'spec.externalIPs', externalAddress),
    ...validateNodePorts(spec),
    ...duplicates(spec.ports, ({ protocol, port }) => `${protocol}/${port}`, (i) => duplicate(`spec.ports[${i}]`, internalForm('core.v1.ServicePort', { protocol: spec.ports?.[i]?.protocol, port: spec.ports?.[i]?.port }))),
    ...validateBalancer(service),
    ...when(spec.trafficDistribution !== undefined && !distributions.includes(spec.trafficDistribution), () =>
      notSupported('spec.trafficDistribution', spec.trafficDistribution, distributions)),
  ];
}

const distributions = ['PreferClose', 'PreferSameNode', 'PreferSameZone'];

function externalAddress(ip: string, field: string): FieldError[] {
  const faults = ipAddress(ip, field);
  return faults.length ? faults : nonSpecialIp(ip, field);
}

function validateExternalName(spec: core.ServiceSpec): FieldError[] {
  // A trailing dot says that nothing is to be added to the name.
  const name = (spec.externalName ?? '').replace(/\.$/, '');
  const why = 'may not be set for ExternalName services';
  return [
    ...when(spec.clusterIPs?.length || spec.clusterIP, () => forbidden('spec.clusterIPs', why)),
    ...when(spec.ipFamilies?.length, () => forbidden('spec.ipFamilies', why)),
    ...when(spec.ipFamilyPolicy, () => forbidden('spec.ipFamilyPolicy', why)),
    ...(name ? subdomain(name, 'spec.externalName') : [required('spec.externalName')]),
  ];
}

const validatePorts = ({ ports = [] }: core.ServiceSpec): FieldError[] => [
  ...each(ports, 'spec.ports', (port, at) => validatePort(port, ports.length > 1, at)),
  ...duplicates(ports, ({ name }) => name, (i, name) => duplicate(`spec.ports[${i}].name`, name)),
];

const validatePort = (port: core.ServicePort, named: boolean, field: string): FieldError[] => [
  ...(port.name ? label(port.name, `${field}.name`) : when(named, () => required(`${field}.name`))),
  ...portNumber(port.port, `${field}.port`),
  ...portNumberOrName(port.targetPort ?? 0, `${field}.targetPort`),
  ...(port.appProtocol === undefined ? [] : qualifiedName(port.appProtocol, `${field}.appProtocol`)),
];

const validateNodePorts = ({ ports = [], type }: core.ServiceSpec): FieldError[] => [
  ...each(ports, 'spec.ports', ({ nodePort }, at) => when(type === 'ClusterIP' && nodePort, () => forbidden(`${at}.nodePort`, "may not be used when `type` is 'ClusterIP'"))),
  ...duplicates(ports, ({ protocol, nodePort }) => (nodePort ? `${protocol}/${nodePort}` : undefined), (i) => duplicate(`spec.ports[${i}].nodePort`, ports[i]?.nodePort)),
];

const oneDay = 86_400;

function validateAffinity({ sessionAffinity, sessionAffinityConfig: config }: core.ServiceSpec): FieldError[] {
  const field = 'spec.sessionAffinityConfig';
  if (sessionAffinity !== 'ClientIP') return when(config, () => forbidden(field, 'must not be set when session affinity is None'));
  const seconds = config?.clientIP?.timeoutSeconds;
  if (seconds === undefined) return [required(`${field}.clientIP.timeoutSeconds`, 'when session affinity type is ClientIP')];
  return when(seconds <= 0 || seconds > oneDay, () => invalid(`${field}.clientIP.timeoutSeconds`, seconds, `must be greater than 0 and less than ${oneDay}`));
}
