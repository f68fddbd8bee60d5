/**
 * An operator for websites, as a user of the official client writes one:
 *
 *     node main.mjs KUBECONFIG CERTIFICATES PORT
 *
 * CERTIFICATES is a folder with tls.crt and tls.key; the webhooks listen on PORT (0: on any free one). Each thing that happens is a line.
 */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppsV1Api, CoordinationV1Api, CoreV1Api, CustomObjectsApi, KubeConfig, KubernetesObjectApi, makeInformer } from '@kubernetes/client-node';
import { becomeLeader } from './leader.mjs';
import { workQueue } from './queue.mjs';
import { reconciler } from './reconcile.mjs';
import { serveWebhooks } from './webhooks.mjs';
import { group, managedBy, plural, systemNamespace, version } from './website.mjs';

const [, , kubeconfig, certificates, port] = process.argv;
const retryMs = 250;
const config = new KubeConfig();
config.loadFromFile(kubeconfig);
const custom = config.makeApiClient(CustomObjectsApi);
const apps = config.makeApiClient(AppsV1Api);
const core = config.makeApiClient(CoreV1Api);
const identity = `website-operator-${randomUUID()}`;
const say = (...words) => console.log(words.join(' '));

/** Whatever goes wrong with its watch, it is started again. */
function informer(path, list, selector) {
  const made = makeInformer(config, path, list, selector);
  made.on('error', () => setTimeout(() => made.start(), retryMs));
  return made;
}

const file = (name) => readFileSync(join(certificates, name));
const listening = await serveWebhooks({ cert: file('tls.crt'), key: file('tls.key'), port: Number(port), core, say });
say('webhooks', listening);

await becomeLeader(config.makeApiClient(CoordinationV1Api), {
  namespace: systemNamespace, name: 'website-operator', identity, leaseSeconds: 3, renewMs: 500,
  lost() {
    say('no longer leader');
    process.exit(1);
  },
});
say('leader', identity);

const selector = `app.kubernetes.io/managed-by=${managedBy}`;
const websites = informer(`/apis/${group}/${version}/${plural}`, () => custom.listClusterCustomObject({ group, version, plural }));
const deployments = informer('/apis/apps/v1/deployments', () => apps.listDeploymentForAllNamespaces({ labelSelector: selector }), selector);
const reconcile = reconciler({ objects: KubernetesObjectApi.makeApiClient(config), custom, core, say });
const queue = workQueue(async ({ namespace, name }) => {
  const website = websites.get(name, namespace);
  if (website) await reconcile(website);
}, (error) => say('retry', error.body ?? error.cause?.code ?? error.message), retryMs);

websites.on('change', ({ metadata }) => queue.add(metadata));
deployments.on('change', ({ metadata: { namespace, ownerReferences = [] } }) => {
  for (const { kind, name } of ownerReferences) if (kind === 'Website') queue.add({ namespace, name });
});
await Promise.all([websites.start(), deployments.start()]);
