/**
 * Nothing is created in a namespace that does not exist or is being deleted; the system's namespaces stay
 * (k8s.io/apiserver pkg/admission/plugin/namespace/lifecycle).
 */
import { ApiError, kinds, type core } from '../../api';
import type { Admission, Attempt } from '../admission';
import type { PluginContext } from './plugin-context';

const immortal = new Set(['default', 'kube-system', 'kube-public']);

/** How long after a delete nobody trusts the cache about that namespace: longer than any cache lags. */
const distrustMs = 30_000;

const isNamespace = ({ definition }: Attempt): boolean => definition.group === '' && definition.kind === 'Namespace';

const isAlive = ({ metadata }: core.Namespace): boolean => !metadata.deletionTimestamp;

export function namespaceLifecycle({ registry, clock }: PluginContext): Admission {
  /** When a delete was asked for in this process, by name. */
  const deletes = new Map<string, number>();

  function remember(name: string): void {
    const now = clock.now();
    for (const [other, at] of deletes) if (now - at > distrustMs) deletes.delete(other);
    deletes.set(name, now);
  }

  /** A namespace that the cache shows alive is believed, so that a create costs no question to the store. */
  async function isKnownAlive(name: string): Promise<boolean> {
    if (clock.now() - (deletes.get(name) ?? -Infinity) <= distrustMs) return false;
    try {
      return isAlive((await registry.store(kinds.namespaces).get({ name }, { resourceVersion: '0' })).object);
    } catch (error) {
      if (ApiError.is(error, 'NotFound')) return false;
      throw error;
    }
  }

  async function refuseUnlessAlive({ definition, key }: Attempt): Promise<void> {
    const name = key.namespace ?? '';
    if (await isKnownAlive(name) || isAlive((await registry.store(kinds.namespaces).get({ name })).object)) return;
    throw ApiError.forbidden({ group: definition.group, plural: definition.names.plural }, key.name,
      `unable to create new content in namespace ${name} because it is being terminated`,
      [{ reason: 'NamespaceTerminating', message: `namespace ${name} is being terminated`, field: 'metadata.namespace' }]);
  }

  return {
    name: 'NamespaceLifecycle',
    mutate(attempt) {
      if (attempt.operation !== 'CREATE' || attempt.definition.scope !== 'Namespaced') return;
      return refuseUnlessAlive(attempt);
    },
    validate(attempt) {
      if (attempt.operation !== 'DELETE' || !isNamespace(attempt)) return;
      if (immortal.has(attempt.key.name)) throw ApiError.forbidden({ group: '', plural: 'namespaces' }, attempt.key.name, 'this namespace may not be deleted');
      remember(attempt.key.name);
    },
  };
}
