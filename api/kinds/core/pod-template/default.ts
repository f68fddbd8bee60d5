/** Defaults of a pod's spec, wherever it occurs (kubernetes pkg/apis/core/v1/defaults.go). Idempotent, in place. */
import { canonicalQuantity, milliValue } from '../../../quantity';
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
  if (spec.resources) roundUpQuantities(spec.resources);
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
  if (container.resources) roundUpQuantities(container.resources);
  for (const { valueFrom } of container.env ?? []) if (valueFrom?.fieldRef) valueFrom.fieldRef.apiVersion ??= 'v1';
}

/** Nothing finer than a thousandth is counted (SetDefaults_ResourceList). */
function roundUpQuantities({ limits, requests }: core.ResourceRequirements): void {
  for (const quantities of [limits, requests]) {
    for (const name in quantities) if (/[un]$/.test(quantities[name] ?? '')) quantities[name] = canonicalQuantity(`${milliValue(quantities[name] ?? '')}m`);
  }
}
