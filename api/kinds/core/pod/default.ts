/** Defaults that only pods get, not templates (kubernetes pkg/apis/core/v1/defaults.go SetDefaults_Pod). */
import type * as core from '../../../schema/types/core.v1';
import { allContainers, defaultPodSpec } from '../pod-template/default';
import { isForPods } from '../pod-template/pod-resources';
import { sumOfContainers } from '../pod-template/resource-sums';
import { isHugePages, isOvercommitable } from '../resource-names';

export function defaultPod({ spec }: core.Pod): void {
  defaultPodSpec(spec);
  spec.enableServiceLinks ??= true;
  for (const container of allContainers(spec)) {
    if (spec.hostNetwork) for (const port of container.ports ?? []) port.hostPort ??= port.containerPort;
    if (container.resources?.limits) requestWhatIsLimited(container.resources, container.resources.limits);
  }
  if (spec.resources) defaultPodResources(spec, spec.resources);
}

type Quantities = Record<string, string>;

/** A limit without a request is requested in full. */
function requestWhatIsLimited(resources: core.ResourceRequirements, limits: Quantities): void {
  for (const name of Object.keys(limits)) {
    resources.requests ??= {};
    resources.requests[name] ??= limits[name] ?? '';
  }
}

/** What the pod as a whole does not say follows from its containers, then from its limits (KEP-2837). */
function defaultPodResources(spec: core.PodSpec, resources: core.ResourceRequirements): void {
  if (isEmpty(resources.limits) && isEmpty(resources.requests)) return;
  const hugePages = Object.entries(sumOfContainers(spec, 'limits')).filter(([name]) => isHugePages(name) && resources.requests?.[name] === undefined);
  if (hugePages.length) resources.limits = { ...Object.fromEntries(hugePages), ...resources.limits };
  if (isEmpty(resources.limits)) return;
  const requests = Object.entries(sumOfContainers(spec, 'requests')).filter(([name]) => isForPods(name) && isOvercommitable(name));
  const limits = Object.entries(resources.limits ?? {}).filter(([name]) => isForPods(name));
  const all = { ...Object.fromEntries(limits), ...Object.fromEntries(requests), ...resources.requests };
  if (Object.keys(all).length) resources.requests = sorted(all);
}

const isEmpty = (quantities: Quantities | undefined): boolean => !quantities || Object.keys(quantities).length === 0;

const sorted = (quantities: Quantities): Quantities => Object.fromEntries(Object.entries(quantities).sort(([a], [b]) => (a < b ? -1 : 1)));
