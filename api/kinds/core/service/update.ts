/** What of a service is settled once (kubernetes pkg/apis/core/validation ValidateServiceUpdate). */
import { forbidden, invalid, type FieldError } from '../../../field-error';
import type * as core from '../../../schema/types/core.v1';
import { when } from '../../checks';

export function validateServiceUpdate({ spec }: core.Service, { spec: old }: core.Service): FieldError[] {
  return [
    ...(spec.type === 'ExternalName' || old.type === 'ExternalName' ? [] : addressesKept(spec, old)),
    ...(spec.type === 'LoadBalancer' && old.type === 'LoadBalancer' ? balancerKept(spec, old) : []),
  ];
}

function addressesKept(spec: core.ServiceSpec, old: core.ServiceSpec): FieldError[] {
  const [was] = old.clusterIPs ?? [];
  const [is] = spec.clusterIPs ?? [];
  const [family] = old.ipFamilies ?? [];
  return [
    ...when(was && is !== was, () => invalid('spec.clusterIPs[0]', spec.clusterIPs, is ? 'may not change once set' : 'primary clusterIP can not be unset')),
    ...when(family && spec.ipFamilies?.[0] !== family, () => invalid('spec.ipFamilies[0]', spec.ipFamilies, 'may not change once set')),
  ];
}

const balancerKept = (spec: core.ServiceSpec, old: core.ServiceSpec): FieldError[] => [
  ...when(spec.loadBalancerClass !== old.loadBalancerClass, () => invalid('spec.loadBalancerClass', spec.loadBalancerClass, 'may not change once set')),
  ...when(old.externalTrafficPolicy === 'Local' && spec.externalTrafficPolicy === 'Local' && spec.healthCheckNodePort !== old.healthCheckNodePort, () =>
    forbidden('spec.healthCheckNodePort', 'field is immutable')),
];
