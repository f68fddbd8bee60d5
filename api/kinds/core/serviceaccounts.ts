/** Service accounts. */
import { define } from '../../define';
import type * as core from '../../schema/types/core.v1';
import { tokenRequest } from '../authentication/tokenrequest';
import { ageColumn, column, nameColumn } from '../columns';

const mountableSecrets = 'kubernetes.io/enforce-mountable-secrets';

export const serviceaccounts = define<core.ServiceAccount>('', 'v1', 'ServiceAccount', {
  strategy: { generation: false, prepareForCreate: nameSecrets, prepareForUpdate: nameSecrets, warnings: warnAboutMountableSecrets },
  subresources: { token: tokenRequest },
  columns: [nameColumn(), column('Secrets', 'Number of secrets that pods of the account may use.', ({ secrets }) => secrets?.length ?? 0, 'integer'), ageColumn()],
});

/** Secrets are those of its namespace: nothing but their names is kept. */
function nameSecrets(account: core.ServiceAccount): void {
  if (account.secrets) account.secrets = account.secrets.map(({ name }) => (name === undefined ? {} : { name }));
}


function warnAboutMountableSecrets({ metadata }: core.ServiceAccount, old: core.ServiceAccount | undefined): string[] {
  const isNew = metadata.annotations?.[mountableSecrets] !== undefined && old?.metadata.annotations?.[mountableSecrets] === undefined;
  return isNew ? [`metadata.annotations[${mountableSecrets}]: deprecated in v1.32+; prefer separate namespaces to isolate access to mounted secrets`] : [];
}
