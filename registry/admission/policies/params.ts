/** The objects that a binding names as parameters (k8s.io/apiserver pkg/admission/plugin/policy/generic CollectParams). */
import { ApiError, selectorOf, type admissionregistration, type KubeObject } from '../../../api';
import type { Registry, ResourceStore } from '../../resource-store';

/** A binding that cannot be used as it is. */
export class ConfigurationFault extends Error {}

type ParamRef = admissionregistration.ParamRef;

/** One undefined: the policy is asked once, without any. None: it is not asked. Throws ConfigurationFault. */
export async function paramsOf(
  registry: Registry, kind: admissionregistration.ParamKind | undefined, ref: ParamRef | undefined, namespace: string | undefined,
): Promise<readonly (KubeObject | undefined)[]> {
  if (!kind) return [undefined];
  const store = storeOf(registry, kind);
  if (!ref) return [undefined];
  const found = await named(store, ref, namespaceOf(store, ref, namespace));
  if (!found.length && ref.parameterNotFoundAction === 'Deny') throw new ConfigurationFault('no params found for policy binding with `Deny` parameterNotFoundAction');
  return found;
}

function storeOf(registry: Registry, { apiVersion = '', kind = '' }: admissionregistration.ParamKind): ResourceStore {
  const slash = apiVersion.indexOf('/');
  const [group, version] = slash < 0 ? ['', apiVersion] : [apiVersion.slice(0, slash), apiVersion.slice(slash + 1)];
  const definition = registry.definitions.find((each) => each.kind === kind && each.group === group && each.version === version);
  const store = definition && registry.find(group, version, definition.names.plural);
  if (!store) throw new ConfigurationFault(`failed to find resource referenced by paramKind: '${group ? `${group}/` : '/'}${version}, Kind=${kind}'`);
  return store;
}

/** That of the request, unless the binding says which. */
function namespaceOf({ definition }: ResourceStore, ref: ParamRef, namespace: string | undefined): string | undefined {
  if (definition.scope === 'Namespaced') {
    const found = ref.namespace || namespace;
    if (!found) throw new ConfigurationFault('cannot use namespaced paramRef in policy binding that matches cluster-scoped resources');
    return found;
  }
  if (ref.namespace) throw new ConfigurationFault('paramRef.namespace must not be provided for a cluster-scoped `paramKind`');
  return undefined;
}

/** As they are now: who has changed one finds it in force. */
async function named(store: ResourceStore, { name, selector }: ParamRef, namespace: string | undefined): Promise<readonly KubeObject[]> {
  if (!name) return (await store.list({ namespace, labels: selectorOf(selector ?? {}) })).entries.map(({ object }) => object);
  try {
    return [(await store.get({ name, ...(namespace !== undefined && { namespace }) })).object];
  } catch (error) {
    if (ApiError.is(error, 'NotFound')) return [];
    throw error;
  }
}
