/** POST pods/eviction: a deletion that asks first. Disruption budgets, which may refuse it, come with their controller. */
import type { Action } from '../../../definition';
import { ApiError } from '../../../errors';
import type { DeleteOptions } from '../../../resources';
import { schemaFor } from '../../../schema/schema';
import type * as core from '../../../schema/types/core.v1';
import type * as policy from '../../../schema/types/policy.v1';

export const eviction: Action<core.Pod, policy.Eviction> = {
  type: 'action',
  schema: schemaFor<policy.Eviction>('policy.v1.Eviction'),
  apply(pod, { metadata, deleteOptions }) {
    const { name = '' } = pod.metadata;
    if (metadata.name && metadata.name !== name) throw ApiError.badRequest('name in URL does not match name in Eviction object');
    return { delete: asDeleteOptions(deleteOptions) };
  },
};

function asDeleteOptions(options: policy.Eviction['deleteOptions']): DeleteOptions {
  const { gracePeriodSeconds, propagationPolicy, preconditions, dryRun } = options ?? {};
  return {
    ...(gracePeriodSeconds !== undefined && { gracePeriodSeconds }),
    ...(isPolicy(propagationPolicy) && { propagationPolicy }),
    ...(preconditions && { preconditions }),
    ...(dryRun?.length && { dryRun: true }),
  };
}

const isPolicy = (text: string | undefined): text is NonNullable<DeleteOptions['propagationPolicy']> =>
  text === 'Orphan' || text === 'Background' || text === 'Foreground';
