/** Every object of a kind that goes away (k8s.io/apiextensions-apiserver pkg/controller/finalizer crd_finalizer.go). */
import { ApiError } from '../../api';
import type { ResourceStore } from '../resource-store';

/** Resolves when none is left: those that finalizers hold are waited for. */
export async function removeInstances(instances: ResourceStore, signal: AbortSignal): Promise<void> {
  const { revision, entries } = await instances.list();
  const left = new Set(entries.map(({ object: { metadata } }) => metadata.uid));
  await Promise.all(entries.map(({ key }) => removeOne(instances, key)));
  if (left.size === 0) return;
  const watching = new AbortController();
  const stop = (): void => watching.abort();
  signal.addEventListener('abort', stop, { once: true });
  try {
    for await (const frames of await instances.watch({ resourceVersion: String(revision) }, watching.signal)) {
      for (const frame of frames) if (frame.type === 'DELETED') left.delete(frame.entry.object.metadata.uid);
      if (left.size === 0) return;
    }
  } finally {
    signal.removeEventListener('abort', stop);
    watching.abort();
  }
}

async function removeOne(instances: ResourceStore, key: Parameters<ResourceStore['delete']>[0]): Promise<void> {
  try {
    await instances.delete(key);
  } catch (error) {
    if (!ApiError.is(error, 'NotFound')) throw error;
  }
}
