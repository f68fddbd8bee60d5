/** ResourceQuotas (kubernetes pkg/registry/core/resourcequota, pkg/apis/core/validation ValidateResourceQuota). */
import { define } from '../../define';
import type * as core from '../../schema/types/core.v1';
import { immutable } from '../checks';
import { ageColumn, column, nameColumn } from '../columns';
import { statusView } from '../status-view';
import { validateQuota, validateQuotaStatus } from './resourcequota/validate';

export const resourcequotas = define<core.ResourceQuota>('', 'v1', 'ResourceQuota', {
  strategy: {
    generation: false,
    validate: validateQuota,
    validateUpdate: ({ spec: { scopes } }, { spec: { scopes: old } }) =>
      immutable([...new Set(scopes)].sort(), [...new Set(old)].sort(), 'spec.scopes').map((fault) => ({ ...fault, value: scopes ?? null })),
  },
  subresources: { status: statusView({ validateUpdate: validateQuotaStatus }) },
  columns: [
    nameColumn(),
    column('Request', 'Use and limit of what may be asked for.', ({ status }) => usage(status, (name) => !name.startsWith('limits'))),
    column('Limit', 'Use and limit of what may be used at most.', ({ status }) => usage(status, (name) => name.startsWith('limits'))),
    ageColumn(),
  ],
});

/** `pods: 1/10, services: 0/5`. */
const usage = ({ hard = {}, used = {} }: core.ResourceQuotaStatus, wanted: (name: string) => boolean): string =>
  Object.keys(hard).filter(wanted).sort().map((name) => `${name}: ${used[name] ?? '0'}/${hard[name] ?? '0'}`).join(', ');
