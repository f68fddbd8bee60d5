/** Claims that name no storage class get the default one (plugin/pkg/admission/storage/storageclass/setdefault in kube-apiserver). */
import { isDefaultStorageClass, kinds, newestDefault, type core } from '../../api';
import type { Admission } from '../admission';
import { creates } from './attempts';
import { CachedReads } from './cached-reads';
import type { PluginContext } from './plugin-context';

/** Where claims named their class before there was a field. */
const classAnnotation = 'volume.beta.kubernetes.io/storage-class';

export function defaultStorageClass({ registry }: PluginContext): Admission {
  const classes = new CachedReads(registry, kinds.storageclasses);

  async function fillIn({ metadata, spec }: core.PersistentVolumeClaim): Promise<void> {
    // The empty name is a choice too: no class.
    if (spec.storageClassName !== undefined || metadata.annotations?.[classAnnotation] !== undefined) return;
    const found = newestDefault(await classes.list(), isDefaultStorageClass);
    if (found) spec.storageClassName = found.metadata.name;
  }

  return {
    name: 'DefaultStorageClass',
    kinds: [kinds.persistentvolumeclaims, kinds.storageclasses],
    mutate: (attempt) => (creates(attempt, kinds.persistentvolumeclaims) ? fillIn(attempt.object) : undefined),
    settled: (attempt, settlement) => classes.note(attempt, settlement),
  };
}
