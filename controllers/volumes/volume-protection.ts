/** Volumes stay while a claim has them (kubernetes pkg/controller/volume/pvprotection). */
import { kinds, volumeProtection } from '../../api';
import type { ControllerFactory } from '../../client';
import { protect } from './protection';

export const volumeProtectionController: ControllerFactory = ({ client, informers }) => protect({
  name: 'persistentvolume-protection-controller',
  definition: kinds.persistentvolumes,
  finalizer: volumeProtection.volume,
  client,
  lister: informers.of(kinds.persistentvolumes).lister,
  isUsed: ({ status }) => status.phase === 'Bound',
});
