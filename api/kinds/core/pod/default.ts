/** Defaults that only pods get, not templates (kubernetes pkg/apis/core/v1/defaults.go SetDefaults_Pod). */
import type * as core from '../../../schema/types/core.v1';
import { allContainers, defaultPodSpec } from '../pod-template/default';

export function defaultPod({ spec }: core.Pod): void {
  defaultPodSpec(spec);
  spec.enableServiceLinks ??= true;
  for (const container of allContainers(spec)) {
    if (spec.hostNetwork) for (const port of container.ports ?? []) port.hostPort ??= port.containerPort;
    if (container.resources) requestWhatIsLimited(container.resources);
  }
  if (spec.resources) requestWhatIsLimited(spec.resources);
}

/** A limit without a request is requested in full. */
function requestWhatIsLimited(resources: core.ResourceRequirements): void {
  for (const [name, quantity] of Object.entries(resources.limits ?? {})) {
    resources.requests ??= {};
    resources.requests[name] ??= quantity;
  }
}
