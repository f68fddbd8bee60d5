/**
 * Every kind of every version that the server discovers, through the official client's typed classes:
 *
 *     node every-kind.mjs KUBECONFIG MANIFESTS…
 *
 * The manifests give one object per kind; nothing else is known of any kind. Prints, for each version of each kind, what each
 * call showed, as JSON.
 */
import { readFileSync } from 'node:fs';
import * as kubernetes from '@kubernetes/client-node';

const { ApisApi, CoreApi, KubeConfig, loadAllYaml, PatchStrategy, setHeaderOptions } = kubernetes;

const [, , file, ...manifests] = process.argv;
const config = new KubeConfig();
config.loadFromFile(file);

const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
const className = (group, version) => `${(group || 'core').replace(/\.k8s\.io$/, '').split('.').map(capital).join('')}${capital(version)}Api`;
const apiVersionOf = ({ group, version }) => (group ? `${group}/${version}` : version);

/** The method of a kind's class: `createNamespacedPod`, `listClusterRole`. */
const method = ({ namespaced, kind }, verb) => `${verb}${namespaced ? 'Namespaced' : ''}${kind}`;

/** All kinds that can be created, in every version that the client has a class for. */
async function discover() {
  const { versions } = await config.makeApiClient(CoreApi).getAPIVersions();
  const { groups } = await config.makeApiClient(ApisApi).getAPIVersions();
  const served = [...versions.map((version) => ['', version]), ...groups.flatMap((group) => group.versions.map(({ version }) => [group.name, version]))];
  const found = await Promise.all(served.map(async ([group, version]) => {
    const type = kubernetes[className(group, version)];
    if (!type) return [];
    const api = config.makeApiClient(type);
    const { resources } = await api.getAPIResources();
    return resources.map((resource) => ({ ...resource, group, version, api })).filter((resource) =>
      !resource.name.includes('/') && resource.verbs.includes('create') && method(resource, 'create') in api);
  }));
  return found.flat();
}

const call = (resource, verb, params, ...more) => resource.api[method(resource, verb)](params, ...more);

const scopeOf = ({ namespaced }, { metadata }) => (namespaced ? { namespace: metadata.namespace } : {});
const placeOf = (resource, object) => ({ ...scopeOf(resource, object), name: object.metadata.name });

/** What a client would send to make the same object through another version. */
function anew(object, resource) {
  const { name, namespace, labels, annotations } = object.metadata;
  return { ...object, apiVersion: apiVersionOf(resource), metadata: { name, namespace, labels, annotations }, status: undefined };
}

const create = async (resource, object) => {
  const made = await call(resource, 'create', { ...scopeOf(resource, object), body: object });
  return resource.verbs.includes('get') ? made.metadata.uid !== undefined : made.status !== undefined;
};

async function use(resource, object) {
  const place = placeOf(resource, object);
  const read = await call(resource, 'read', place);
  const { items } = await call(resource, 'list', scopeOf(resource, object));
  const patch = (body, strategy) => call(resource, 'patch', { ...place, body }, setHeaderOptions('Content-Type', strategy));
  await patch({ metadata: { labels: { strategic: 'yes' } } }, PatchStrategy.StrategicMergePatch);
  await patch({ metadata: { labels: { merge: 'yes' } } }, PatchStrategy.MergePatch);
  const patched = await patch([{ op: 'add', path: '/metadata/labels/json', value: 'yes' }], PatchStrategy.JsonPatch);
  const body = { ...patched, metadata: { ...patched.metadata, annotations: { replaced: 'yes' } } };
  const replaced = await call(resource, 'replace', { ...place, body });
  const { labels, annotations } = replaced.metadata;
  return { read: [read.apiVersion, read.kind].join(' '), listed: items.some(({ metadata }) => metadata.uid === read.metadata.uid), labels, annotations };
}

/** Deletes what the stored version shows and makes it once more through this one. */
async function recreate(resource, object) {
  const seen = await call(resource, 'read', placeOf(resource, object));
  await call(resource, 'delete', { ...placeOf(resource, object), gracePeriodSeconds: 0 });
  return create(resource, anew(seen, resource));
}

const told = ({ code, body, message }) => (code === undefined ? message : `${code} ${typeof body === 'string' ? body : JSON.stringify(body)}`);

const results = {};

/** Notes what `work` showed, or how it failed. */
async function note(resource, step, work) {
  const result = (results[`${apiVersionOf(resource)} ${resource.kind}`] ??= {});
  try {
    result[step] = await work();
  } catch (error) {
    result[step] = told(error);
  }
}

const discovered = await discover();
/** Of Kubernetes' own groups: the client has no classes for others. */
const isOurs = ({ apiVersion }) => /^(minik8s\.io|globalscheduler\.com|bkbcs\.tencent\.com)\//.test(apiVersion);
const objects = manifests.flatMap((name) => loadAllYaml(readFileSync(name, 'utf8'))).filter((object) => !isOurs(object));
const given = new Set(objects.map(({ apiVersion, kind }) => `${apiVersion} ${kind}`));

/** The version that makes an object: its own, or another when the client does not know that. Then those that nobody gave an object for. */
const plans = objects.map((object) => {
  const all = discovered.filter(({ kind }) => kind === object.kind);
  const maker = all.find((resource) => apiVersionOf(resource) === object.apiVersion) ?? all[0];
  const others = all.filter((resource) => resource !== maker && !given.has(`${apiVersionOf(resource)} ${resource.kind}`));
  return { object: { ...object, apiVersion: apiVersionOf(maker) }, maker, others };
});

for (const { object, maker } of plans) await note(maker, 'created', () => create(maker, object));
const kept = plans.filter(({ maker }) => maker.verbs.includes('get'));
for (const { object, maker, others } of kept) {
  for (const resource of [maker, ...others]) await note(resource, 'used', () => use(resource, object));
  for (const resource of others) await note(resource, 'created', () => recreate(resource, object));
}
for (const { object, maker } of kept.reverse()) {
  await note(maker, 'deleted', async () => Boolean(await call(maker, 'delete', { ...placeOf(maker, object), gracePeriodSeconds: 0 })));
}

console.log(JSON.stringify({ results, discovered: discovered.map((resource) => `${apiVersionOf(resource)} ${resource.kind}`) }));
process.exit();
