/** What an admission webhook on loopback adds to a create, one at a time, and how many creates a second wait for one. */
import { allow, serveWebhook } from '../../registry/admission/webhooks/testing/webhook-server';
import { withPool } from '../load/pool';
import { createConfigMap } from './objects';
import type { Figures, RowContext } from './row';

const alone = 500;
const together = 3000;
const writers = 32;
const configurations = '/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations';

export async function webhooks(context: RowContext): Promise<Figures> {
  const { target, namespace } = context;
  const without = await creates(context, 'without', alone, 1);
  const hook = await serveWebhook(allow);
  try {
    await withPool(target, 1, (pool) => pool.one({ method: 'POST', path: configurations, body: configuration(namespace, hook.config) }));
    await asked(context, () => hook.asked.length > 0);
    const latency = await creates(context, 'alone', alone, 1) - without;
    return { 'webhook-latency': latency * 1000, 'webhook-calls': 1 / (await creates(context, 'together', together, writers)) };
  } finally {
    await withPool(target, 1, (pool) => pool.one({ method: 'DELETE', path: `${configurations}/${namespace}` }));
    await hook.close();
  }
}

const configuration = (namespace: string, clientConfig: object): string => JSON.stringify({
  apiVersion: 'admissionregistration.k8s.io/v1', kind: 'ValidatingWebhookConfiguration', metadata: { name: namespace },
  webhooks: [{
    name: 'bench.example.com', clientConfig, admissionReviewVersions: ['v1'], sideEffects: 'None', namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
    rules: [{ operations: ['CREATE'], apiGroups: [''], apiVersions: ['v1'], resources: ['configmaps'] }],
  }],
});

/** A configuration is followed, not asked for: it may be a moment until the webhook is called. */
async function asked({ target, namespace }: RowContext, isAsked: () => boolean): Promise<void> {
  await withPool(target, 1, async (pool) => {
    for (let i = 0; !isAsked(); i++) await pool.one(createConfigMap(namespace, `probe-${i}`));
  });
}

/** Seconds for each. */
async function creates({ target, namespace }: RowContext, prefix: string, count: number, connections: number): Promise<number> {
  const { seconds, requests } = await withPool(target, connections, (pool) => pool.run(count, (i) => createConfigMap(namespace, `${prefix}-${i}`)));
  return seconds / requests;
}
