/** What plugins about volumes ask of a pod's volumes. */
import { volumeRules, type core, type KubeObject } from '../../api';
import { unresolvable, type PodInfo, type StorageChange, type Verdict } from '../framework';

/** Claims that the pod names; those made for it alone are not among them. */
export const namedClaims = ({ spec }: core.Pod): string[] => (spec?.volumes ?? []).flatMap(({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName ?? []);

/** In the words of a lister that has no such object. */
export const notFound = (resource: 'persistentvolumeclaim' | 'persistentvolume' | 'storageclass.storage.k8s.io', name: string): Verdict =>
  unresolvable(`${resource} ${JSON.stringify(name)} not found`);

/** The claim is one that the pod names. */
export const names = ({ pod, key }: PodInfo, { metadata }: KubeObject): boolean =>
  metadata.namespace === key.namespace && namedClaims(pod).includes(metadata.name ?? '');

/** The claim is one of the pod's, those made for it alone included. */
export const uses = ({ pod, key }: PodInfo, { metadata }: KubeObject): boolean =>
  metadata.namespace === key.namespace && volumeRules.claimsOf(pod).some(({ name }) => name === metadata.name);

export const isNew = ({ old }: StorageChange): boolean => old === undefined;
