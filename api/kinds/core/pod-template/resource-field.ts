/** References to a container's requests and limits, as variables and downward API files use them. */
import { invalid, notSupported, required, type FieldError } from '../../../field-error';
import type * as core from '../../../schema/types/core.v1';
import { when } from '../../checks';

const resources = ['limits.cpu', 'limits.ephemeral-storage', 'limits.memory', 'requests.cpu', 'requests.ephemeral-storage', 'requests.memory'];
const hugePages = /^(requests|limits)\.hugepages-/;

const sizes = ['1', '1k', '1M', '1G', '1T', '1P', '1E', '1Ki', '1Mi', '1Gi', '1Ti', '1Pi', '1Ei'];

/** A variable belongs to its container. */
export const resourceFieldRef = (ref: core.ResourceFieldSelector, field: string): FieldError[] => [...nameFault(ref, field), ...divisorFault(ref.resource, ref.divisor, field)];

/** A file of a volume belongs to no container, so it has to name one. */
export const volumeResourceFieldRef = (ref: core.ResourceFieldSelector, field: string): FieldError[] =>
  (ref.containerName ? resourceFieldRef(ref, field) : [required(`${field}.containerName`), ...divisorFault(ref.resource, ref.divisor, field)]);

function nameFault({ resource }: core.ResourceFieldSelector, field: string): FieldError[] {
  if (!resource) return [required(`${field}.resource`)];
  return when(!resources.includes(resource) && !hugePages.test(resource), () => notSupported(`${field}.resource`, resource, resources));
}

function divisorFault(resource: string, divisor: string | undefined, field: string): FieldError[] {
  if (divisor === undefined || divisor === '0') return [];
  if (!resources.includes(resource) && !hugePages.test(resource)) return [];
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
