/** Which volumes can be emptied or deleted: what is part of Kubernetes itself can hardly any (kubernetes pkg/volume). Pure. */
import { type core, volumeRules } from '../../../api';

const { annotations, has } = volumeRules;

/** `left`: it is another's to do. Undefined: it can be done, and here nothing has to be. */
export type Verdict = { readonly message: string } | 'left' | undefined;

const deletable = /\/tmp\/.+/;

export function deletion(volume: core.PersistentVolume): Verdict {
  // Whoever made it deletes it.
  if (has(volume, annotations.provisionedBy) || volume.spec.csi) return 'left';
  const path = volume.spec.hostPath?.path;
  if (path === undefined) return { message: `error getting deleter volume plugin for volume ${JSON.stringify(volume.metadata.name)}: no deletable volume plugin matched` };
  return deletable.test(path) ? undefined : { message: `host_path deleter only supports /tmp/.+ but received provided ${path}` };
}

export const recycling = ({ spec: { hostPath, nfs } }: core.PersistentVolume): Verdict =>
  (hostPath || nfs ? undefined : { message: 'No recycler plugin found for the volume!' });
