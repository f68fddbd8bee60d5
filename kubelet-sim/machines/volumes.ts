/** What is mounted into a container (pkg/volume/configmap, secret, downwardapi, projected). */
import type { core } from '../../api';
import { resolvePath, type Files } from '../shell/files';
import { podField } from './fields';
import { resourceValue } from './quantities';
import type { References } from './references';

type Contents = Map<string, Buffer>;

/** Undefined: a folder that containers write to. */
async function contentsOf(pod: core.Pod, { configMap, secret, downwardAPI, projected }: core.Volume, references: References): Promise<Contents | undefined> {
  if (configMap) return fromConfigMap(configMap.name, configMap.items, references);
  if (secret) return fromSecret(secret.secretName, secret.items, references);
  if (downwardAPI) return fromPod(pod, downwardAPI.items, references);
  if (!projected) return undefined;
  const all: Contents = new Map();
  for (const source of projected.sources ?? []) for (const [path, content] of await projection(pod, source, references)) all.set(path, content);
  return all;
}

async function projection(pod: core.Pod, source: core.VolumeProjection, references: References): Promise<Contents> {
  if (source.configMap) return fromConfigMap(source.configMap.name, source.configMap.items, references);
  if (source.secret) return fromSecret(source.secret.name, source.secret.items, references);
  if (source.serviceAccountToken) return fromAccount(source.serviceAccountToken, references);
  return source.downwardAPI ? fromPod(pod, source.downwardAPI.items, references) : new Map();
}

async function fromAccount(projection: core.ServiceAccountTokenProjection, references: References): Promise<Contents> {
  const token = await references.token(projection);
  return new Map(token === undefined ? [] : [[projection.path, Buffer.from(token)]]);
}

async function fromConfigMap(name: string | undefined, items: readonly core.KeyToPath[] | undefined, { configMap }: References): Promise<Contents> {
  const { data = {}, binaryData = {} } = (await configMap(name ?? '')) ?? {};
  const texts = Object.entries(data).map(([key, text]): [string, Buffer] => [key, Buffer.from(text)]);
  return chosen(new Map([...texts, ...decoded(binaryData)]), items);
}

async function fromSecret(name: string | undefined, items: readonly core.KeyToPath[] | undefined, { secret }: References): Promise<Contents> {
  return chosen(new Map(decoded((await secret(name ?? ''))?.data ?? {})), items);
}

const decoded = (data: Readonly<Record<string, string>>): [string, Buffer][] => Object.entries(data).map(([key, base64]) => [key, Buffer.from(base64, 'base64')]);

function chosen(all: Contents, items: readonly core.KeyToPath[] | undefined): Contents {
  if (!items?.length) return all;
  return new Map(items.flatMap(({ key, path }) => (all.has(key) ? [[path, all.get(key)!] as const] : [])));
}

function fromPod(pod: core.Pod, items: readonly core.DownwardAPIVolumeFile[] | undefined, { allocatable }: References): Contents {
  return new Map((items ?? []).flatMap(({ path, fieldRef, resourceFieldRef }) => {
    const container = pod.spec.containers.find(({ name }) => name === resourceFieldRef?.containerName);
    const text = fieldRef ? podField(pod, fieldRef.fieldPath) : resourceFieldRef && resourceValue(container, resourceFieldRef, allocatable);
    return text === undefined ? [] : [[path, Buffer.from(text)] as const];
  }));
}

/** Mounts what the objects say just now; what containers write to stays as it is. */
export async function mountVolumes(files: Files, pod: core.Pod, mounts: readonly core.VolumeMount[] | undefined, references: References): Promise<void> {
  for (const { name, mountPath, subPath, readOnly = false } of mounts ?? []) {
    const place = resolvePath('/', mountPath);
    const volume = pod.spec.volumes?.find((each) => each.name === name);
    const contents = volume && (await contentsOf(pod, volume, references));
    if (!contents) {
      files.mountFolder(place, readOnly);
      continue;
    }
    const single = subPath === undefined ? undefined : contents.get(subPath);
    if (single) {
      files.mount(place, single, true);
      continue;
    }
    files.unmount(place);
    files.mountFolder(place, true);
    for (const [path, content] of contents) files.mount(resolvePath(place, path), content, true);
  }
}
