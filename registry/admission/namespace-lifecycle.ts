/**
 * Nothing is created in a namespace that does not exist or is being deleted; the system's namespaces stay
 * (k8s.io/apiserver pkg/admission/plugin/namespace/lifecycle).
 */
import { ApiError, type Client, type core, type ResourceDefinition } from '../../api';
import type { Admission, Attempt } from '../admission';

const immortal = new Set(['default', 'kube-system', 'kube-public']);

const isNamespace = ({ definition }: Attempt): boolean => definition.group === '' && definition.kind === 'Namespace';

export function namespaceLifecycle(client: Client, namespaces: ResourceDefinition<core.Namespace>): Admission {
  const refuseUnlessAlive = async ({ definition, key }: Attempt): Promise<void> => {
    const name = key.namespace ?? '';
    const namespace = await client.of(namespaces).get({ name });
    if (!namespace.metadata.deletionTimestamp) return;
    throw ApiError.forbidden({ group: definition.group, plural: definition.names.plural }, key.name,
      `unable to create new content in namespace ${name} because it is being terminated`,
      [{ reason: 'NamespaceTerminating', message: `namespace ${name} is being terminated`, field: 'metadata.namespace' }]);
  };
  return {
    name: 'NamespaceLifecycle',
    mutate(attempt) {
      if (attempt.operation !== 'CREATE' || attempt.definition.scope !== 'Namespaced') return;
      return refuseUnlessAlive(attempt);
    },
    validate(attempt) {
      if (attempt.operation !== 'DELETE' || !isNamespace(attempt) || !immortal.has(attempt.key.name)) return;
      throw ApiError.forbidden({ group: '', plural: 'namespaces' }, attempt.key.name, 'this namespace may not be deleted');
    },
  };
}
