/** MutatingWebhookConfigurations. */
import { define } from '../../define';
import type * as admission from '../../schema/types/admissionregistration.v1';
import { ageColumn, column, nameColumn } from '../columns';
import { defaultWebhook, validateStrictly } from './webhooks';

export const mutatingwebhookconfigurations = define<admission.MutatingWebhookConfiguration>('admissionregistration.k8s.io', 'v1', 'MutatingWebhookConfiguration', {
  strategy: {
    default: ({ webhooks }) => webhooks?.forEach((webhook) => {
      defaultWebhook(webhook);
      webhook.reinvocationPolicy ??= 'Never';
    }),
    validate: ({ webhooks }, old) => validateStrictly(webhooks, old?.webhooks),
  },
  columns: [nameColumn(), column('Webhooks', 'Number of webhooks.', ({ webhooks }) => webhooks?.length ?? 0, 'integer'), ageColumn()],
});
