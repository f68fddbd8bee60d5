/**
 * admissionregistration.k8s.io/v1beta1: other defaults, and webhooks that do not say what they do beside answering
 * (kubernetes pkg/apis/admissionregistration/v1beta1/defaults.go, …/validation requireNoSideEffects).
 */
import type * as v1 from '../../../schema/types/admissionregistration.v1';
import type * as v1beta1 from '../../../schema/types/admissionregistration.v1beta1';
import { versionOf } from '../../version-of';
import { mutatingwebhookconfigurations } from '../mutatingwebhookconfigurations';
import { validatingwebhookconfigurations } from '../validatingwebhookconfigurations';
import { validateWebhooks } from '../webhooks';

interface Configuration { readonly webhooks?: readonly (v1beta1.MutatingWebhook | v1beta1.ValidatingWebhook)[] }

function applyDefaults({ webhooks }: Configuration): void {
  for (const webhook of webhooks ?? []) {
    webhook.failurePolicy ??= 'Ignore';
    webhook.matchPolicy ??= 'Exact';
    webhook.sideEffects ??= 'Unknown';
    webhook.timeoutSeconds ??= 30;
    if (!webhook.admissionReviewVersions?.length) webhook.admissionReviewVersions = ['v1beta1'];
  }
}

export const mutatingwebhookconfigurationsInV1beta1 = versionOf<v1beta1.MutatingWebhookConfiguration, v1.MutatingWebhookConfiguration>(mutatingwebhookconfigurations, 'v1beta1', {
  fromHub: (configuration) => configuration as v1beta1.MutatingWebhookConfiguration,
  toHub: (configuration) => configuration as v1.MutatingWebhookConfiguration,
  default: applyDefaults,
  rules: { validate: ({ webhooks }) => validateWebhooks(webhooks) },
});

export const validatingwebhookconfigurationsInV1beta1 = versionOf<v1beta1.ValidatingWebhookConfiguration, v1.ValidatingWebhookConfiguration>(validatingwebhookconfigurations, 'v1beta1', {
  fromHub: (configuration) => configuration as v1beta1.ValidatingWebhookConfiguration,
  toHub: (configuration) => configuration as v1.ValidatingWebhookConfiguration,
  default: applyDefaults,
  rules: { validate: ({ webhooks }) => validateWebhooks(webhooks) },
});
