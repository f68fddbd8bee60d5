/** ResourceClaims (kubernetes pkg/apis/resource/validation ValidateResourceClaim; KEP-4381). */
import { define } from '../../define';
import type * as resource from '../../schema/types/resource.v1';
import { ageColumn, column, nameColumn } from '../columns';
import { immutableInside } from '../internal-form';
import { statusView } from '../status-view';
import { validateStatus } from './allocation';
import { defaultClaim, validateClaim } from './claim-spec';

export const resourceclaims = define<resource.ResourceClaim>('resource.k8s.io', 'v1', 'ResourceClaim', {
  strategy: {
    generation: false,
    default: ({ spec }) => defaultClaim(spec),
    validate: ({ spec }, old) => (old ? [] : validateClaim(spec, 'spec')),
    validateUpdate: ({ spec }, { spec: old }) => immutableInside('resource.v1.ResourceClaimSpec', spec, old, 'spec'),
  },
  subresources: { status: statusView({ validateUpdate: validateStatus }) },
  columns: [nameColumn(), column('State', 'Whether devices are allocated, and to whom they are reserved.', formatState), ageColumn()],
});

function formatState({ metadata, status: { allocation, reservedFor } }: resource.ResourceClaim): string {
  const deleted = metadata.deletionTimestamp !== undefined;
  return [
    ...(deleted ? ['deleted'] : []),
    ...(allocation ? ['allocated'] : deleted ? [] : ['pending']),
    ...(allocation && reservedFor?.length ? ['reserved'] : []),
  ].join(',');
}
