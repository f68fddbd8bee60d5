/** For APIs that know no namespaces as objects: one is there as soon as something is made in it. */
import { ApiError, kinds } from '../../api';
import type { Registry } from '../../registry';

/** Makes what is missing when it shows, once. `annotations`: of a namespace that is made. */
export async function inNamespace<V>(registry: Registry, namespace: string | undefined, create: () => Promise<V>, annotations?: Readonly<Record<string, string>>): Promise<V> {
  try {
    return await create();
  } catch (error) {
    if (namespace === undefined || !isMissing(error, namespace)) throw error;
    await made(registry.of(kinds.namespaces).create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace, ...(annotations && { annotations }) }, spec: {}, status: {} }));
    // Its controller makes it too, but later than the first pod.
    await made(registry.of(kinds.serviceaccounts).create({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace } }));
    return create();
  }
}

/** The namespace itself, or the account that its pods are of. */
const isMissing = (error: unknown, namespace: string): boolean =>
  (ApiError.is(error, 'NotFound') && error.details?.kind === 'namespaces' && error.details.name === namespace)
  || (ApiError.is(error, 'Forbidden') && error.message.endsWith('serviceaccount "default" not found'));

async function made(creating: Promise<unknown>): Promise<void> {
  try {
    await creating;
  } catch (error) {
    if (!ApiError.is(error, 'AlreadyExists')) throw error;
  }
}
