/** ValidatingWebhookConfigurations. */
import { define } from '../../define';
import type * as admission from '../../schema/types/admissionregistration.v1';
import { ageColumn, column, nameColumn } from '../columns';
import { defaultWebhook, validateStrictly } from './webhooks';

export const validatingwebhookconfigurations = define<admission.ValidatingWebhookConfiguration>('admissionregistration.k8s.io', 'v1', 'ValidatingWebhookConfiguration', {
  strategy: {
    default: ({ webhooks }) => webhooks?.forEach(defaultWebhook),
    validate: ({ webhooks }, old) => validateStrictly(webhooks, old?.webhooks),
  },
  columns: [nameColumn(), column('Webhooks', 'Number of webhooks.', ({ webhooks }) => webhooks?.length ?? 0, 'integer'), ageColumn()],
});
