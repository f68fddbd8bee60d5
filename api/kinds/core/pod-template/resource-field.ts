/** References to a container's requests and limits, as variables and downward API files use them. */
import { invalid, notSupported, required, type FieldError } from '../../../field-error';
import type * as core from '../../../schema/types/core.v1';
import { when } from '../../checks';

const resources = ['limits.cpu', 'limits.ephemeral-storage', 'limits.memory', 'requests.cpu', 'requests.ephemeral-storage', 'requests.memory'];
const hugePages = /^(requests|limits)\.hugepages-/;

const sizes = ['1', '1k', '1M', '1G', '1T', '1P', '1E', '1Ki', '1Mi', '1Gi', '1Ti', '1Pi', '1Ei'];

export function resourceFieldRef(ref: core.ResourceFieldSelector, field: string): FieldError[] {
  if (!ref.resource) return [required(`${field}.resource`)];
  if (!resources.includes(ref.resource) && !hugePages.test(ref.resource)) return [notSupported(`${field}.resource`, ref.resource, resources)];
  return divisorFault(ref.resource, ref.divisor, field);
}

/** A file of a volume belongs to no container, so it has to name one. */
export const volumeResourceFieldRef = (ref: core.ResourceFieldSelector, field: string): FieldError[] =>
  (ref.containerName ? resourceFieldRef(ref, field) : [required(`${field}.containerName`)]);

function divisorFault(resource: string, divisor: string | undefined, field: string): FieldError[] {
  if (divisor === undefined || divisor === '0') return [];
  const { allowed, name } = divisors(resource);
  const values = allowed === sizes ? sizes.join(', ') : '1m and 1';
  return when(!allowed.includes(divisor), () =>
    invalid(`${field}.divisor`, resource, `only divisor's values ${values} are supported with the ${name} resource`));
}

function divisors(resource: string): { allowed: readonly string[]; name: string } {
  if (resource.endsWith('.cpu')) return { allowed: ['1m', '1'], name: 'cpu' };
  if (resource.endsWith('.memory')) return { allowed: sizes, name: 'memory' };
  if (resource.endsWith('.ephemeral-storage')) return { allowed: sizes, name: 'local ephemeral storage' };
  return { allowed: sizes, name: 'hugepages' };
}
