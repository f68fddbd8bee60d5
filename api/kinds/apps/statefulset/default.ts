/** Defaults of stateful sets (kubernetes pkg/apis/apps/v1/defaults.go and conversion.go). */
import type * as apps from '../../../schema/types/apps.v1';
import { defaultPodTemplate } from '../../core/pod-template/default';
import { defaultClaim } from '../../core/persistentvolumeclaim/default';

export function defaultStatefulSet({ spec }: apps.StatefulSet): void {
  spec.replicas ??= 1;
  spec.podManagementPolicy ??= 'OrderedReady';
  spec.revisionHistoryLimit ??= 10;
  defaultStrategy(spec);
  const retention = (spec.persistentVolumeClaimRetentionPolicy ??= {});
  retention.whenDeleted ??= 'Retain';
  retention.whenScaled ??= 'Retain';
  defaultPodTemplate(spec.template);
  for (const claim of spec.volumeClaimTemplates ?? []) {
    claim.kind = 'PersistentVolumeClaim';
    claim.apiVersion = 'v1';
    defaultClaim(claim);
  }
}

function defaultStrategy(spec: apps.StatefulSetSpec): void {
  const strategy = (spec.updateStrategy ??= {});
  if (!strategy.type) {
    strategy.type = 'RollingUpdate';
    strategy.rollingUpdate ??= {};
  }
  if (strategy.type === 'RollingUpdate' && strategy.rollingUpdate) strategy.rollingUpdate.partition ??= 0;
}
