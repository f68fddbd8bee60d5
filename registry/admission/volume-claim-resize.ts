/** Claims grow only where their storage class allows it (plugin/pkg/admission/storage/persistentvolume/resize in kube-apiserver). */
import { compareQuantities, kinds, type core } from '../../api';
import type { Admission } from '../admission';
import { changes, forbidden, type Change } from './attempts';
import { CachedReads } from './cached-reads';
import type { PluginContext } from './plugin-context';

const sizeOf = ({ spec }: core.PersistentVolumeClaim): string => spec.resources?.requests?.storage ?? '0';

const classOf = ({ metadata, spec }: core.PersistentVolumeClaim): string =>
  metadata.annotations?.['volume.beta.kubernetes.io/storage-class'] ?? spec.storageClassName ?? '';

const grows = ({ object, old }: Change<core.PersistentVolumeClaim>): boolean => compareQuantities(sizeOf(object), sizeOf(old)) > 0;

export function volumeClaimResize({ registry }: PluginContext): Admission {
  const classes = new CachedReads(registry, kinds.storageclasses);

  async function mayGrow(claim: core.PersistentVolumeClaim, old: core.PersistentVolumeClaim): Promise<boolean> {
    const name = classOf(claim);
    if (!name || name !== classOf(old)) return false;
    return (await classes.find({ name }))?.allowVolumeExpansion ?? false;
  }

  async function check(attempt: Change<core.PersistentVolumeClaim>): Promise<void> {
    const { object: claim, old } = attempt;
    if (old.status.phase !== 'Bound') throw forbidden(attempt, 'Only bound persistent volume claims can be expanded');
    if (!(await mayGrow(claim, old))) {
      throw forbidden(attempt, 'only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize');
    }
  }

  return {
    name: 'PersistentVolumeClaimResize',
    kinds: [kinds.persistentvolumeclaims, kinds.storageclasses],
    validate: (attempt) => (changes(attempt, kinds.persistentvolumeclaims) && grows(attempt) ? check(attempt) : undefined),
    settled: (attempt, settlement) => classes.note(attempt, settlement),
  };
}
