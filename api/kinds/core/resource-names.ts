/** What is known of a resource by its name (kubernetes pkg/apis/core/helper/helpers.go). */
import { qualifiedName } from '../checks';

export const isHugePages = (name: string): boolean => name.startsWith('hugepages-');

const forContainers = ['cpu', 'memory', 'ephemeral-storage'];

export const isStandardForContainers = (name: string): boolean => forContainers.includes(name) || isHugePages(name);

const quotas = [
  'requests.cpu', 'requests.memory', 'requests.storage', 'requests.ephemeral-storage', 'limits.cpu', 'limits.memory', 'limits.ephemeral-storage',
  'pods', 'resourcequotas', 'services', 'replicationcontrollers', 'secrets', 'configmaps', 'persistentvolumeclaims', 'services.nodeports', 'services.loadbalancers', 'storage',
];

export const isStandard = (name: string): boolean => isStandardForContainers(name) || quotas.includes(name) || name.startsWith('requests.hugepages-');

/** What a quota counts beside qualified names: all standard ones but plain storage. */
export const isStandardForQuota = (name: string): boolean => isStandard(name) && name !== 'storage';

/** Kubernetes' own: no domain, or one of kubernetes.io. */
export const isNative = (name: string): boolean => !name.includes('/') || name.includes('kubernetes.io/');

/** A resource that a vendor's domain names; it must still be valid behind `requests.`, for quotas. */
export const isExtended = (name: string): boolean =>
  !isNative(name) && !name.startsWith('requests.') && qualifiedName(`requests.${name}`, '').length === 0;

/** Whether a request may be below its limit. */
export const isOvercommitable = (name: string): boolean => isNative(name) && !isHugePages(name);

const counted = ['pods', 'resourcequotas', 'services', 'replicationcontrollers', 'secrets', 'configmaps', 'persistentvolumeclaims', 'services.nodeports', 'services.loadbalancers'];

/** Comes in whole pieces. */
export const isInteger = (name: string): boolean => counted.includes(name) || isExtended(name);
