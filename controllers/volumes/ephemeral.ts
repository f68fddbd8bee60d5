/** Claims that live with their pod (KEP-1698; upstream's pkg/controller/volume/ephemeral). */
import { ApiError, formatKey, keyOf, kinds, type core } from '../../api';
import type { ControllerFactory } from '../../client';
import { controllerReference, isControlledBy } from '../ownership';
import { isNamespaceTerminating } from '../pods/control';
import { isPodActive } from '../pods/state';

const ephemeralOf = ({ spec: { volumes = [] } }: core.Pod): readonly core.Volume[] => volumes.filter(({ ephemeral }) => ephemeral !== undefined);

export function claimFor(pod: core.Pod, volume: core.Volume): core.PersistentVolumeClaim {
  const { labels, annotations } = volume.ephemeral?.volumeClaimTemplate?.metadata ?? {};
  return {
    apiVersion: 'v1', kind: 'PersistentVolumeClaim',
    metadata: {
      name: `${pod.metadata.name}-${volume.name}`, namespace: pod.metadata.namespace, ...(labels && { labels }), ...(annotations && { annotations }),
      ownerReferences: [controllerReference(pod)],
    },
    spec: volume.ephemeral?.volumeClaimTemplate?.spec ?? {},
    status: {},
  };
}

export const ephemeralVolumeController: ControllerFactory = ({ client, informers, recorder }) => {
  const pods = informers.of(kinds.pods);
  const claims = informers.of(kinds.persistentvolumeclaims);

  async function ensure(pod: core.Pod, volume: core.Volume): Promise<void> {
    const wanted = claimFor(pod, volume);
    const known = claims.lister.get(keyOf(wanted));
    if (known && isControlledBy(known, pod)) return;
    if (known) {
      recorder.event(pod, 'Warning', 'FailedBinding',
        `ephemeral volume controller: PVC ${formatKey(keyOf(wanted))} was not created for pod ${formatKey(keyOf(pod))} (pod is not owner)`);
      return;
    }
    try {
      await client.of(kinds.persistentvolumeclaims).create(wanted);
    } catch (error) {
      if (ApiError.is(error, 'AlreadyExists') || isNamespaceTerminating(error)) return;
      recorder.event(pod, 'Warning', 'FailedBinding', `ephemeral volume controller: create PVC ${formatKey(keyOf(wanted))}: ${error instanceof Error ? error.message : String(error)}`);
      throw error;
    }
  }

  return {
    name: 'ephemeral-volume-controller',
    eventSource: 'ephemeral_volume',
    for: kinds.pods,
    concerns: (pod) => ephemeralOf(pod as core.Pod).length > 0 && isPodActive(pod as core.Pod),
    watches: [{
      definition: kinds.persistentvolumeclaims,
      // One that was there before it, or has gone.
      keys: ({ metadata }) => (metadata.ownerReferences ?? []).filter(({ kind }) => kind === 'Pod').map(({ name }) => ({ namespace: metadata.namespace, name })),
    }],
    async reconcile(key) {
      const pod = pods.lister.get(key);
      if (pod && isPodActive(pod)) await Promise.all(ephemeralOf(pod).map((volume) => ensure(pod, volume)));
    },
  };
};
