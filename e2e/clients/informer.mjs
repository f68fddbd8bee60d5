/**
 * An informer on config maps, kept as the client's documentation keeps it: whatever goes wrong, it is started again.
 *
 *     node informer.mjs KUBECONFIG
 *
 * Prints a line for each thing that happens: `connect`, `add NAME`, `update NAME`, `delete NAME`, `error WHAT`.
 */
import { CoreV1Api, KubeConfig, makeInformer } from '@kubernetes/client-node';

const [, , file] = process.argv;
const config = new KubeConfig();
config.loadFromFile(file);
const core = config.makeApiClient(CoreV1Api);
const namespace = 'default';
const pauseMs = 100;

const informer = makeInformer(config, `/api/v1/namespaces/${namespace}/configmaps`, () => core.listNamespacedConfigMap({ namespace }));
for (const verb of ['add', 'update', 'delete']) informer.on(verb, ({ metadata }) => console.log(verb, metadata.name));
informer.on('connect', () => console.log('connect'));
informer.on('error', (error) => {
  console.log('error', error.code ?? error.statusCode ?? error.message);
  setTimeout(() => informer.start(), pauseMs);
});
await informer.start();
