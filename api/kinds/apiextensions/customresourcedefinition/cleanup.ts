/** A definition that is deleted stays until its objects are gone (k8s.io/apiextensions-apiserver pkg/controller/finalizer). */
import { conditionIs, withCondition } from './conditions';
import type { CustomResourceDefinition } from './types';

export const cleanupFinalizer = 'customresourcecleanup.apiextensions.k8s.io';

/** Marks it in place, at the moment in which its deletion begins. */
export function beginCleanup(crd: CustomResourceDefinition): void {
  const { finalizers = [], deletionTimestamp } = crd.metadata;
  if (!finalizers.includes(cleanupFinalizer)) crd.metadata.finalizers = [...finalizers, cleanupFinalizer];
  crd.status = withCondition(crd.status, {
    type: 'Terminating', status: 'True', reason: 'InstanceDeletionPending', lastTransitionTime: deletionTimestamp,
    message: 'CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon',
  });
}

export const isTerminating = (crd: CustomResourceDefinition): boolean => conditionIs(crd, 'Terminating', 'True');
