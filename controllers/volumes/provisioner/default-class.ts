/**
 * A storage class for claims that name none, as kind and minikube bring one along: it comes with the provisioner that makes
 * its volumes, where there is no class yet.
 */
import { ApiError, kinds, sleep, type storage } from '../../../api';
import type { ControllersContext } from '../../../client';

const retryMs = 1000;

const standard: storage.StorageClass = {
  apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass',
  metadata: { name: 'standard', annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
  provisioner: 'minikapi.dev/hostpath', reclaimPolicy: 'Delete', volumeBindingMode: 'WaitForFirstConsumer', allowVolumeExpansion: true,
};

/** Ends when it is there, or the signal aborts: a server that is away is waited for. */
export async function ensureStorageClass({ client, clock, log, signal }: ControllersContext): Promise<void> {
  while (!signal.aborted) {
    try {
      const classes = client.of(kinds.storageclasses);
      if ((await classes.list({ limit: 1 })).items.length === 0) await classes.create(standard);
      return;
    } catch (error) {
      if (ApiError.is(error, 'AlreadyExists')) return;
      if (!signal.aborted) log.warn('no default storage class yet, trying again', { error: String(error) });
      await sleep(clock, retryMs, signal);
    }
  }
}
