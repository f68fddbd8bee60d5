/** Tells a controller's expectations what the pods' informer has seen. */
import { controllerOf, type core } from '../../api';
import type { Informer } from '../../client';
import type { Expectations } from '../expectations';
import { uidOf } from '../ownership';

export function expectPods(pods: Informer<core.Pod>, expectations: Expectations): void {
  const gone = (pod: core.Pod): void => {
    const owner = controllerOf(pod);
    if (owner) expectations.deletionObserved(owner.uid, uidOf(pod));
  };
  pods.on({
    added(pod) {
      const owner = controllerOf(pod);
      if (owner) expectations.creationObserved(owner.uid);
      if (pod.metadata.deletionTimestamp) gone(pod);
    },
    updated(pod) {
      if (pod.metadata.deletionTimestamp) gone(pod);
    },
    deleted: gone,
  });
}
