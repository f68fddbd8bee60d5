/** /ephemeralcontainers: what `kubectl debug` puts into a running pod (kubernetes pkg/registry/core/pod/strategy.go, ValidatePodEphemeralContainersUpdate). */
import type { View } from '../../../definition';
import { forbidden, type FieldError } from '../../../field-error';
import type * as core from '../../../schema/types/core.v1';
import { when } from '../../checks';
import { same } from '../../equality';
import { statusMetadata } from '../../status-view';
import { fixedPodAnnotations, isMirror } from '../pod-template/annotations';
import { specChanged } from './update';
import { validatePod } from './validate';

export const ephemeralcontainers: View<core.Pod> = {
  type: 'view',
  prepareForUpdate: (pod, old) => ({
    ...old, metadata: statusMetadata(pod.metadata, old.metadata), spec: { ...old.spec, ephemeralContainers: pod.spec.ephemeralContainers },
  }),
  validateUpdate: (pod, old) => (isMirror(old)
    ? [forbidden('', 'static pods do not support ephemeral containers')]
    : [...validatePod(pod, old), ...fixedPodAnnotations(pod, old), ...onlyAdded(pod.spec.ephemeralContainers, old.spec.ephemeralContainers)]),
  generation: specChanged,
};

/** What has been started can be neither changed nor taken away; order does not matter, as a patch keeps none. */
function onlyAdded(containers: readonly core.EphemeralContainer[] = [], old: readonly core.EphemeralContainer[] = []): FieldError[] {
  const field = 'spec.ephemeralContainers';
  return old.flatMap((before) => {
    const now = containers.find(({ name }) => name === before.name);
    if (!now) return [forbidden(field, `existing ephemeral containers ${JSON.stringify(before.name)} may not be removed\n`)];
    return when(!same(now, before), () => forbidden(field, `existing ephemeral containers ${JSON.stringify(before.name)} may not be changed\n`));
  });
}
