/**
 * Volumes, claims and classes of volume attributes are not gone while something uses them: they are made with a
 * finalizer that a controller takes away (plugin/pkg/admission/storage/storageobjectinuseprotection in kube-apiserver).
 */
import { kinds, volumeProtection } from '../../api';
import type { Admission } from '../admission';
import { isOf } from './attempts';

const protectedKinds = [
  { definition: kinds.persistentvolumes, finalizer: volumeProtection.volume },
  { definition: kinds.persistentvolumeclaims, finalizer: volumeProtection.claim },
  { definition: kinds.volumeattributesclasses, finalizer: volumeProtection.attributesClass },
] as const;

export const storageObjectInUseProtection: Admission = {
  name: 'StorageObjectInUseProtection',
  kinds: protectedKinds.map(({ definition }) => definition),
  mutate(attempt) {
    if (attempt.operation !== 'CREATE') return;
    const found = protectedKinds.find(({ definition }) => isOf(attempt, definition));
    const metadata = attempt.object?.metadata;
    if (!found || !metadata || metadata.finalizers?.includes(found.finalizer)) return;
    metadata.finalizers = [...metadata.finalizers ?? [], found.finalizer];
  },
};
