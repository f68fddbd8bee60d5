/** Configurations with what a test does not say filled in. */
import { kinds, type admissionregistration } from '../../../../api';
import type { Registry } from '../../../resource-store';

type Webhook = admissionregistration.MutatingWebhook;

/** Asked about every ConfigMap that is made. */
const plain = {
  admissionReviewVersions: ['v1'], sideEffects: 'None', timeoutSeconds: 5,
  rules: [{ operations: ['CREATE'], apiGroups: [''], apiVersions: ['v1'], resources: ['configmaps'] }],
};

type Rule = Partial<Record<'operations' | 'apiGroups' | 'apiVersions' | 'resources', readonly string[]>> & { readonly scope?: string };

export type Said = Partial<Omit<Webhook, 'clientConfig' | 'rules'>> & { readonly rules?: readonly Rule[]; readonly clientConfig: { readonly url?: string; readonly caBundle?: string; readonly service?: admissionregistration.ServiceReference } };

const webhooksOf = (name: string, said: readonly Said[]): Webhook[] =>
  said.map((each, i) => ({ name: `${i ? `w${i}` : 'check'}.${name}.example.com`, ...plain, ...each }) as unknown as Webhook);

export async function mutating(registry: Registry, name: string, ...said: readonly Said[]): Promise<void> {
  const webhooks = webhooksOf(name, said);
  await registry.of(kinds.mutatingwebhookconfigurations).create({ kind: 'MutatingWebhookConfiguration', apiVersion: 'admissionregistration.k8s.io/v1', metadata: { name }, webhooks });
}

export async function validating(registry: Registry, name: string, ...said: readonly Said[]): Promise<void> {
  const webhooks = webhooksOf(name, said);
  await registry.of(kinds.validatingwebhookconfigurations).create({ kind: 'ValidatingWebhookConfiguration', apiVersion: 'admissionregistration.k8s.io/v1', metadata: { name }, webhooks });
}
