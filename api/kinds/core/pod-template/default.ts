/** Defaults of a pod's spec, wherever it occurs (kubernetes pkg/apis/core/v1/defaults.go). Idempotent, in place. */
import type * as core from '../../../schema/types/core.v1';
import { defaultPullPolicy } from './image';
import { defaultLifecycle, defaultProbe } from './probe-defaults';
import { defaultVolume } from './volume-defaults';

export function defaultPodSpec(spec: core.PodSpec): void {
  spec.restartPolicy ??= 'Always';
  spec.terminationGracePeriodSeconds ??= 30;
  spec.dnsPolicy ??= 'ClusterFirst';
  mirrorServiceAccount(spec);
  spec.securityContext ??= {};
  spec.schedulerName ??= 'default-scheduler';
  for (const volume of spec.volumes ?? []) defaultVolume(volume);
  for (const container of allContainers(spec)) defaultContainer(container);
  for (const container of spec.ephemeralContainers ?? []) defaultContainer(container);
}

export function defaultPodTemplate(template: core.PodTemplateSpec | undefined): void {
  if (template?.spec) defaultPodSpec(template.spec);
}

/** Init containers and containers: those that hold resources and ports. */
export const allContainers = (spec: core.PodSpec): core.Container[] => [...(spec.initContainers ?? []), ...(spec.containers ?? [])];

/** The deprecated spelling follows the current one (pkg/apis/core/v1/conversion.go). */
function mirrorServiceAccount(spec: core.PodSpec): void {
  const name = spec.serviceAccountName ?? spec.serviceAccount;
  if (!name) return;
  spec.serviceAccountName = name;
  spec.serviceAccount = name;
}

function defaultContainer(container: core.Container | core.EphemeralContainer): void {
  container.imagePullPolicy ??= defaultPullPolicy(container.image ?? '');
  container.terminationMessagePath ??= '/dev/termination-log';
  container.terminationMessagePolicy ??= 'File';
  for (const probe of [container.livenessProbe, container.readinessProbe, container.startupProbe]) if (probe) defaultProbe(probe);
  if (container.lifecycle) defaultLifecycle(container.lifecycle);
  for (const { valueFrom } of container.env ?? []) if (valueFrom?.fieldRef) valueFrom.fieldRef.apiVersion ??= 'v1';
}
