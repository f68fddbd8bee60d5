/** Defaults of claims, wherever they occur (kubernetes pkg/apis/core/v1/defaults.go). */
import type * as core from '../../../schema/types/core.v1';

export function defaultClaim(claim: core.PersistentVolumeClaim): void {
  claim.status.phase ??= 'Pending';
  claim.spec.volumeMode ??= 'Filesystem';
}
