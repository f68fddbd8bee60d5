/**
 * Owners whose deletion a dependent holds up must be of a kind that is served (plugin/pkg/admission/gc in
 * kube-apiserver, OwnerReferencesPermissionEnforcement; whether one may delete the owner is a question of permissions).
 */
import { apiVersionOf, type KubeObject, type OwnerReference } from '../../api';
import type { Admission } from '../admission';
import { forbidden } from './attempts';
import type { PluginContext } from './plugin-context';

const blocking = (object: KubeObject | undefined): OwnerReference[] => object?.metadata.ownerReferences?.filter((owner) => owner.blockOwnerDeletion) ?? [];

/** Those that block the deletion of their owner and did not before. */
function newlyBlocking(object: KubeObject | undefined, old: KubeObject | undefined): OwnerReference[] {
  const before = new Set(blocking(old).map(({ uid }) => uid));
  return blocking(object).filter(({ uid }) => !before.has(uid));
}

export function ownerReferences({ registry }: PluginContext): Admission {
  const isServed = ({ apiVersion, kind }: OwnerReference): boolean =>
    registry.definitions.some((definition) => definition.kind === kind && apiVersion === apiVersionOf(definition));
  return {
    name: 'OwnerReferencesPermissionEnforcement',
    validate(attempt) {
      if (attempt.definition.kind === 'Pod' && attempt.subresource === 'status') return;
      const unknown = newlyBlocking(attempt.object, attempt.old).find((owner) => !isServed(owner));
      if (!unknown) return;
      const { apiVersion, kind } = unknown;
      throw forbidden(attempt, `cannot set blockOwnerDeletion in this case because cannot find RESTMapping for APIVersion ${apiVersion} Kind ${kind}: ` +
        `no matches for kind ${JSON.stringify(kind)} in version ${JSON.stringify(apiVersion)}`);
    },
  };
}
