/** Config maps, secrets and services: one object, which BCS and Kubernetes each see in their own way. */
import type { KubeObject } from '../../object';
import type * as core from '../../schema/types/core.v1';
import { originalConfigMap } from './configmap';
import type { Json, Read } from '../reading';
import { originalSecret } from './secret';
import { originalService } from './service';

export { heldConfigMap } from './configmap';
export { readConfigMap, readSecret, readService, type ConfigMapDefinition, type SecretDefinition, type ServiceDefinition } from './definitions';
export { validLabels } from './metadata';
export { missingReference, referencesIn, type Reference } from './references';
export { heldSecret } from './secret';
export { heldService, replacedService, serviceName } from './service';
export type { Json, Read };

/** As BCS has it: as it was sent, but for what has been changed with Kubernetes' API; undefined for other kinds. */
export function originalOf(object: KubeObject): Json | undefined {
  switch (object.kind) {
    case 'ConfigMap': return originalConfigMap(object as core.ConfigMap);
    case 'Secret': return originalSecret(object as core.Secret);
    case 'Service': return originalService(object as core.Service);
    default: return undefined;
  }
}
