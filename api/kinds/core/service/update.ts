/** What of a service is settled once (kubernetes pkg/apis/core/validation ValidateServiceUpdate). */
import { forbidden, invalid, type FieldError } from '../../../field-error';
import type * as core from '../../../schema/types/core.v1';
import { when } from '../../checks';
import { addressesKept } from './addresses';
import { needsHealthCheck } from './allocation';

export function validateServiceUpdate({ spec }: core.Service, { spec: old }: core.Service): FieldError[] {
  const stays = spec.type === 'LoadBalancer' && old.type === 'LoadBalancer';
  return [
    ...(spec.type === 'ExternalName' || old.type === 'ExternalName' ? [] : addressesKept(spec, old)),
    ...when(stays && spec.loadBalancerClass !== old.loadBalancerClass, () => invalid('spec.loadBalancerClass', spec.loadBalancerClass, 'may not change once set')),
    ...when(needsHealthCheck(spec) && needsHealthCheck(old) && spec.healthCheckNodePort !== old.healthCheckNodePort, () =>
      forbidden('spec.healthCheckNodePort', 'field is immutable')),
  ];
}
