/** Our resources are there when kubelet-sim is, as an operator's are. */
import { ApiError, kinds, same, type CustomResourceDefinition } from '../../api';
import type { ComponentContext } from '../../client';

/** A server that does not have them, or does not let us, is told of in the log: stages are then not to be had, all else works. */
export async function ensureResources({ client, log, signal }: ComponentContext, manifests: readonly CustomResourceDefinition[]): Promise<void> {
  if (signal.aborted) return;
  const definitions = client.of(kinds.customresourcedefinitions);
  await Promise.all(manifests.map(async (manifest) => {
    const { name = '' } = manifest.metadata;
    try {
      await definitions.create(manifest).catch(async (error: unknown) => {
        if (!ApiError.is(error, 'AlreadyExists')) throw error;
        await definitions.update({ name }, (current) => (isUntouched(current) && !same(current.spec.versions, manifest.spec.versions) ? { ...current, spec: { ...current.spec, versions: manifest.spec.versions } } : current));
      });
    } catch (error) {
      if (!signal.aborted) log.warn('resource of the simulated kubelets is not there', { resource: name, error: String(error) });
    }
  }));
}

/** Whether nobody but kubelet-sim has written its spec: kwok's own definition, applied by somebody, stays as it is. */
const isUntouched = ({ metadata: { managedFields = [] } }: CustomResourceDefinition): boolean =>
  managedFields.every(({ manager, subresource }) => subresource === 'status' || manager === 'kubelet');
