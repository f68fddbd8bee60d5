/** Service accounts. */
import { define } from '../../define';
import type * as core from '../../schema/types/core.v1';
import { tokenRequest } from '../authentication/tokenrequest';
import { ageColumn, column, nameColumn } from '../columns';

export const serviceaccounts = define<core.ServiceAccount>('', 'v1', 'ServiceAccount', {
  strategy: { generation: false },
  subresources: { token: tokenRequest },
  columns: [nameColumn(), column('Secrets', 'Number of secrets that pods of the account may use.', ({ secrets }) => secrets?.length ?? 0, 'integer'), ageColumn()],
});
