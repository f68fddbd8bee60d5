/** Whom somebody wants to be asked before applications and deployments are made or changed (sections 5.11 and 11.1 of the document's specification). */
import { integer, list, optional, text, type Of } from '../go-json';
import { metadata, reader, struct } from './reading';

const clientConfig = struct('WebhookClientConfig', { url: text, caBundle: text, namespace: text, name: text, path: text, port: integer('int') });

const webhook = struct('AdmissionWebhook', {
  name: text, failurePolicy: text, clientConfig, namespaceSelector: optional(struct('NamespaceSelector', { operator: text, values: list(text) })),
});

const configuration = struct('AdmissionWebhookConfiguration', {
  apiVersion: text, kind: text, metadata, resourcesRef: struct('ResourcesRef', { operation: text, kind: text }), admissionWebhooks: list(webhook),
});

export type AdmissionDefinition = Of<typeof configuration>;
export type AdmissionWebhook = Of<typeof webhook>;

export const readAdmission = reader(configuration);

const is = (text: string, ...words: readonly string[]): boolean => words.includes(text.toLowerCase());

/** What makes no sense; undefined: nothing. */
export function admissionFault({ resourcesRef: { operation, kind }, admissionWebhooks }: AdmissionDefinition): string | undefined {
  if (!is(operation, 'create', 'update')) return `resourcesRef.operation ${JSON.stringify(operation)} is invalid: it is Create or Update`;
  if (!is(kind, 'application', 'deployment')) return `resourcesRef.kind ${JSON.stringify(kind)} is invalid: it is application or deployment`;
  return admissionWebhooks.map(webhookFault).find((fault) => fault !== undefined);
}

function webhookFault({ name, failurePolicy, clientConfig: { url, ...config } }: AdmissionWebhook): string | undefined {
  if (failurePolicy && failurePolicy !== 'Fail' && failurePolicy !== 'Ignore') return `webhook ${name}: failurePolicy ${JSON.stringify(failurePolicy)} is invalid: it is Fail or Ignore`;
  if (url) return URL.canParse(url) && /^https?:/i.test(url) ? undefined : `webhook ${name}: clientConfig.url ${JSON.stringify(url)} is invalid`;
  return config.name && config.namespace ? undefined : `webhook ${name}: clientConfig needs a url, or a name and a namespace`;
}

/** `kind`: of what is sent, as it must be written there; of configurations the document has samples in another case. */
export const concerns = ({ resourcesRef: { operation, kind } }: AdmissionDefinition, sent: { readonly operation: 'Create' | 'Update'; readonly kind: string }): boolean =>
  is(operation, sent.operation.toLowerCase()) && is(kind, sent.kind);

/** Whether what is sent for a namespace is shown to it. An operator that nobody knows selects nothing. */
export function selects({ namespaceSelector }: AdmissionWebhook, namespace: string): boolean {
  if (!namespaceSelector) return true;
  const { operator, values } = namespaceSelector;
  return (operator === 'In' && values.includes(namespace)) || (operator === 'NotIn' && !values.includes(namespace));
}

/** Nobody goes on without those; all others may fail. */
export const mustAnswer = ({ failurePolicy }: AdmissionWebhook): boolean => failurePolicy === 'Fail';

interface WebhookAddress {
  readonly url: string;
  /** Undefined: it is asked at its URL. */
  readonly service?: { readonly namespace: string; readonly name: string };
}

const httpsPort = 443;

export function webhookAddress({ clientConfig: { url, namespace, name, path, port } }: AdmissionWebhook): WebhookAddress {
  if (url) return { url };
  return { url: `https://${name}.${namespace}:${port > 0 ? port : httpsPort}${path.startsWith('/') ? path : `/${path}`}`, service: { namespace, name } };
}
