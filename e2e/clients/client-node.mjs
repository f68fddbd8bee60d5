/**
 * A user's program on the official client, which is an ES module: run by plain Node as
 *
 *     node client-node.mjs KUBECONFIG SCENARIO
 *
 * Prints what it saw as JSON.
 */
import { readFileSync } from 'node:fs';
import {
  ApiException, AppsV1Api, CoreV1Api, KubeConfig, KubernetesObjectApi, makeInformer, PatchStrategy, setHeaderOptions, VersionApi, Watch,
} from '@kubernetes/client-node';

const [, , file, scenario] = process.argv;
const config = new KubeConfig();
config.loadFromString(readFileSync(file, 'utf8'));
const core = config.makeApiClient(CoreV1Api);
const apps = config.makeApiClient(AppsV1Api);
const namespace = 'default';
const configMaps = `/api/v1/namespaces/${namespace}/configmaps`;

const configMap = (name, data, labels) => ({ metadata: { name, labels }, data });

const deployment = (name, replicas) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, namespace },
  spec: { replicas, selector: { matchLabels: { app: name } }, template: { metadata: { labels: { app: name } }, spec: { containers: [{ name, image: 'nginx' }] } } },
});

/** What went wrong, as the client tells it. */
async function refusal(call) {
  try {
    return { unexpected: await call };
  } catch (error) {
    if (!(error instanceof ApiException)) throw error;
    const { reason, message, details } = typeof error.body === 'string' ? JSON.parse(error.body) : error.body;
    return { code: error.code, reason, message, causes: details?.causes?.map((cause) => cause.field) };
  }
}

const scenarios = {
  async objects() {
    const created = await core.createNamespacedConfigMap({ namespace, body: configMap('one', { a: '1' }, { set: 'node' }) });
    await core.createNamespacedConfigMap({ namespace, body: configMap('two', { a: '2' }, { set: 'other' }) });
    const read = await core.readNamespacedConfigMap({ namespace, name: 'one' });
    const replaced = await core.replaceNamespacedConfigMap({ namespace, name: 'one', body: { ...read, data: { b: '2' } } });
    const listed = await core.listNamespacedConfigMap({ namespace, labelSelector: 'set=node' });
    const patch = (body, strategy) => core.patchNamespacedConfigMap({ namespace, name: 'one', body }, setHeaderOptions('Content-Type', strategy));
    await patch([{ op: 'add', path: '/data/json', value: 'yes' }], PatchStrategy.JsonPatch);
    await patch({ data: { merge: 'yes' } }, PatchStrategy.MergePatch);
    const patched = await patch({ data: { strategic: 'yes' } }, PatchStrategy.StrategicMergePatch);
    const deleted = await core.deleteNamespacedConfigMap({ namespace, name: 'one' });
    return {
      created: [created.kind, created.metadata.creationTimestamp instanceof Date, created.data],
      replaced: [replaced.metadata.uid === created.metadata.uid, replaced.data],
      listed: listed.items.map((item) => item.metadata.name),
      patched: patched.data,
      deleted: deleted.status,
      version: (await config.makeApiClient(VersionApi).getCode()).gitVersion,
    };
  },

  async errors() {
    const body = configMap('twice', {});
    const first = await core.createNamespacedConfigMap({ namespace, body });
    const stale = { ...first, data: { a: '1' } };
    await core.replaceNamespacedConfigMap({ namespace, name: 'twice', body: stale });
    return {
      missing: await refusal(core.readNamespacedPod({ namespace, name: 'nobody' })),
      twice: await refusal(core.createNamespacedConfigMap({ namespace, body })),
      stale: await refusal(core.replaceNamespacedConfigMap({ namespace, name: 'twice', body: stale })),
      invalid: await refusal(core.createNamespacedPod({ namespace, body: { metadata: { name: 'Upper' }, spec: { containers: [{ name: 'a' }] } } })),
    };
  },

  async watch() {
    const seen = [];
    await new Promise((resolve, reject) => {
      const next = {
        ADDED: (object) => core.replaceNamespacedConfigMap({ namespace, name: 'watched', body: { ...object, data: { a: '2' } } }),
        MODIFIED: () => core.deleteNamespacedConfigMap({ namespace, name: 'watched' }),
      };
      const onEvent = (type, object) => {
        seen.push([type, object.data.a]);
        if (type === 'DELETED') resolve();
        else next[type](object).catch(reject);
      };
      new Watch(config).watch(configMaps, { fieldSelector: 'metadata.name=watched' }, onEvent, (error) => error && reject(error))
        .then((controller) => { process.on('exit', () => controller.abort()); return core.createNamespacedConfigMap({ namespace, body: configMap('watched', { a: '1' }) }); })
        .catch(reject);
    });
    return seen;
  },

  async informer() {
    const informer = makeInformer(config, '/apis/apps/v1/namespaces/default/deployments', () => apps.listNamespacedDeployment({ namespace }));
    const until = (event, wanted) => new Promise((resolve, reject) => {
      informer.on(event, (object) => { if (wanted(object)) resolve(object); });
      informer.on('error', reject);
    });
    const added = until('add', ({ metadata }) => metadata.name === 'app');
    await informer.start();
    await apps.createNamespacedDeployment({ namespace, body: deployment('app', 2) });
    await added;
    await until('update', ({ status }) => status.availableReplicas === 2);
    const scaled = until('update', ({ status }) => status.availableReplicas === 5);
    await apps.patchNamespacedDeploymentScale({ namespace, name: 'app', body: { spec: { replicas: 5 } } }, setHeaderOptions('Content-Type', PatchStrategy.MergePatch));
    await scaled;
    const cached = informer.get('app', namespace).status.availableReplicas;
    const deleted = until('delete', ({ metadata }) => metadata.name === 'app');
    await apps.deleteNamespacedDeployment({ namespace, name: 'app', propagationPolicy: 'Background' });
    await deleted;
    await informer.stop();
    return { cached, left: informer.list().length };
  },

  /** A watch that ends by itself, and one of a single object from where a list was. */
  async timeouts() {
    const { metadata } = await core.listNamespacedConfigMap({ namespace });
    const watched = (query) => new Promise((resolve) => {
      const seen = [];
      new Watch(config).watch(configMaps, query, (type, object) => seen.push([type, object.metadata.name]), (error) => resolve({ seen, error: error?.message ?? null }));
    });
    const ended = watched({ resourceVersion: metadata.resourceVersion, timeoutSeconds: 1, fieldSelector: 'metadata.name=timed' });
    const bookmarked = watched({ resourceVersion: metadata.resourceVersion, timeoutSeconds: 3, allowWatchBookmarks: true, labelSelector: 'none=such' });
    const refused = watched({ resourceVersion: 'nonsense' });
    await core.createNamespacedConfigMap({ namespace, body: configMap('other', {}) });
    await core.createNamespacedConfigMap({ namespace, body: configMap('timed', {}) });
    return { ended: await ended, bookmarked: (await bookmarked).seen.map(([type]) => type), refused: await refused };
  },

  /** Every way of writing an object of which only its kind is known. */
  async anyObject() {
    const client = KubernetesObjectApi.makeApiClient(config);
    const container = (name, image) => ({ name, image });
    const object = (spec) => ({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'written', namespace }, ...spec });
    const write = (spec, strategy, manager, force) => client.patch(object(spec), undefined, undefined, manager, force, strategy);
    const containers = ({ spec }) => spec.template.spec.containers.map(({ name, image }) => `${name}=${image}`).join(' ');
    const withContainers = (...all) => ({ spec: { template: { spec: { containers: all } } } });
    await client.create(deployment('written', 0));
    const strategic = await write(withContainers(container('sidecar', 'b')), PatchStrategy.StrategicMergePatch);
    const merge = await write(withContainers(container('alone', 'c')), PatchStrategy.MergePatch);
    const dry = await client.patch(object({ metadata: { name: 'written', namespace, labels: { dry: 'run' } } }), undefined, 'All');
    const applied = await write({ spec: { replicas: 2 } }, PatchStrategy.ServerSideApply, 'gitops', true);
    const conflict = await refusal(write({ spec: { replicas: 3 } }, PatchStrategy.ServerSideApply, 'other'));
    const made = await client.patch({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'applied', namespace }, data: { a: '1' } }, undefined, undefined, 'gitops', undefined, PatchStrategy.ServerSideApply);
    const replaced = await client.replace({ ...applied, metadata: { name: 'written', namespace, labels: { replaced: 'yes' } } });
    const { items } = await client.list('apps/v1', 'Deployment', namespace, undefined, undefined, undefined, undefined, 'replaced=yes');
    const deleted = await client.delete(replaced, undefined, undefined, undefined, undefined, 'Background');
    return {
      strategic: containers(strategic), merge: containers(merge), dry: dry.metadata.labels, applied: applied.spec.replicas,
      managers: applied.metadata.managedFields.filter(({ operation }) => operation === 'Apply').map(({ manager }) => manager),
      conflict: [conflict.code, conflict.reason, conflict.causes], made: [made.kind, made.data], listed: items.map(({ metadata }) => metadata.name), deleted: deleted.status,
    };
  },

  /** Kinds found by discovery. */
  async anyKind() {
    const client = KubernetesObjectApi.makeApiClient(config);
    const created = await client.create(deployment('any', 1));
    const patched = await client.patch({ ...deployment('any', 3), metadata: { name: 'any', namespace, labels: { patched: 'yes' } } });
    const listed = await client.list('apps/v1', 'Deployment', namespace);
    await client.delete(created);
    return { kind: created.kind, replicas: patched.spec.replicas, labels: patched.metadata.labels, listed: listed.items.map((item) => item.metadata.name) };
  },
};

console.log(JSON.stringify(await scenarios[scenario]()));
process.exit();
