/** Volumes behind claims (pkg/kubelet/volumemanager/populator): bound, and attached where their driver attaches. */
import { kinds, volumeRules, type core, type ObjectKey, type ResourceDefinition } from '../../api';
import type { Reads } from './reads';
import type { Fault, Look } from './things';

/** The claim that a volume of the pod stands for. */
export const claimName = ({ metadata: { name = '' } }: core.Pod, volume: core.Volume): string | undefined =>
  volume.persistentVolumeClaim?.claimName ?? (volume.ephemeral ? `${name}-${volume.name}` : undefined);

export type ClaimState = { readonly fault: Fault } | { readonly fault?: undefined; readonly volume: core.PersistentVolume };

export async function claimState(name: string, look: Look, reads: Reads): Promise<ClaimState> {
  const key = { namespace: look.namespace, name };
  const faulty = (why: string, definition: ResourceDefinition, of: ObjectKey = key): ClaimState => ({ fault: { why: `error processing PVC ${look.namespace}/${name}: ${why}`, of: { definition, key: of } } });
  const found = await look.claim(name);
  if (!found.object) return faulty(`failed to fetch PVC from API server: ${found.error.message}`, claims);
  const { metadata, spec: { volumeName = '' }, status } = found.object;
  if (metadata.deletionTimestamp) return faulty('PVC is being deleted', claims);
  if (status.phase !== 'Bound') return faulty('PVC is not bound', claims);
  const of = { name: volumeName };
  const behind = await reads.read(kinds.persistentvolumes, of);
  if (!behind.object) return faulty(`failed to fetch PV ${volumeName} from API server: ${behind.error.message}`, persistentVolumes, of);
  const { claimRef } = behind.object.spec;
  if (!claimRef) return faulty(`found PV object ${volumeName} but it has a nil pv.Spec.ClaimRef indicating it is not yet bound to the claim`, persistentVolumes, of);
  if (claimRef.uid !== metadata.uid) return faulty(`found PV object ${volumeName} but its pv.Spec.ClaimRef.UID ${claimRef.uid ?? ''} does not point to claim.UID ${metadata.uid ?? ''}`, persistentVolumes, of);
  return { volume: behind.object };
}

const claims = kinds.persistentvolumeclaims as unknown as ResourceDefinition;
const persistentVolumes = kinds.persistentvolumes as unknown as ResourceDefinition;

/** Whoever attaches volumes says so on the node. */
export async function isAttached(volume: core.PersistentVolume, { status: { volumesAttached } }: core.Node, reads: Reads): Promise<boolean> {
  const name = volumeRules.attachedName(volume);
  if (!volume.spec.csi || volumesAttached?.some((attached) => attached.name === name)) return true;
  const driver = await reads.read(kinds.csidrivers, { name: volume.spec.csi.driver });
  return !volumeRules.isAttachable(volume, driver.object);
}
