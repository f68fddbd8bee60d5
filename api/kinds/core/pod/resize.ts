/** /resize: other requests and limits for a pod that goes on running (KEP-1287, KEP-5419; kubernetes pkg/apis/core/validation ValidatePodResize). */
import type { View } from '../../../definition';
import { forbidden, invalid, type FieldError } from '../../../field-error';
import type * as core from '../../../schema/types/core.v1';
import { when } from '../../checks';
import { same } from '../../equality';
import { isMirror } from '../pod-template/annotations';
import { isSidecar } from '../pod-template/containers';
import { statusMetadata } from '../../status-view';
import { qosClass } from './qos';
import { specChanged } from './update';
import { validatePod } from './validate';

type Resources = core.ResourceRequirements | undefined;
type Quantities = Record<string, string>;
type Lists = 'containers' | 'initContainers';

export const resize: View<core.Pod> = {
  type: 'view',
  prepareForUpdate: (pod, old) => ({ ...old, metadata: statusMetadata(pod.metadata, old.metadata), spec: resized(pod.spec, old.spec) }),
  validateUpdate: (pod, old) => {
    const never = impossible(old);
    if (never) return [forbidden('', never)];
    return [...validatePod(pod, old), ...validateResize(pod, old)];
  },
  generation: specChanged,
};

/** The stored spec with the resources that are asked for. Containers that do not match are left as sent, for the rules to see. */
function resized(spec: core.PodSpec, old: core.PodSpec): core.PodSpec {
  const { containers, initContainers } = spec;
  if (containers?.length !== old.containers?.length || initContainers?.length !== old.initContainers?.length) return spec;
  return { ...old, resources: spec.resources, containers: resizedEach(containers, old.containers), ...(initContainers && { initContainers: resizedEach(initContainers, old.initContainers) }) };
}

function resizedEach(containers: core.Container[], old: readonly core.Container[] = []): core.Container[] {
  if (!containers || containers.some(({ name }, i) => name !== old[i]?.name)) return containers;
  return containers.map(({ resources, resizePolicy }, i) => ({ ...(old[i] as core.Container), resources, resizePolicy }));
}

function impossible(old: core.Pod): string | undefined {
  if (isMirror(old)) return 'static pods cannot be resized';
  return old.spec.os?.name === 'windows' ? 'windows pods cannot be resized' : undefined;
}

function validateResize(pod: core.Pod, old: core.Pod): FieldError[] {
  const { spec } = pod;
  const faults = [
    ...when((old.status.qosClass ?? qosClass(old.spec)) !== qosClass(spec), () => invalid('spec', pod.status.qosClass, 'Pod QOS Class may not change as a result of resizing')),
    ...when(!nodeCanResize(old), () => forbidden('spec', 'Pod running on node without support for resize')),
    ...podLevel(spec.resources, old.spec.resources),
  ];
  const order = [...sameContainers(spec, old.spec, 'containers'), ...sameContainers(spec, old.spec, 'initContainers')];
  if (order.length) return [...faults, ...order];
  const all = [
    ...faults, ...nothingRemovedFrom(spec, old.spec, 'initContainers'), ...nothingRemovedFrom(spec, old.spec, 'containers'),
    ...spec.containers.flatMap((container, i) => when(!same(withOld(container, old.spec.containers[i]), old.spec.containers[i]), () => forbidden('spec', onlyCpuAndMemory))),
    ...(spec.initContainers ?? []).flatMap((container, i) => initContainer(container, old.spec.initContainers?.[i], `spec.initContainers[${i}]`)),
  ];
  return all.length ? all : when(!same(withOldResources(spec, old.spec), old.spec), () => forbidden('spec', onlyCpuAndMemory));
}

const onlyCpuAndMemory = 'only cpu and memory resources are mutable';

/** A node that can resize says what a running container has. */
function nodeCanResize({ status: { containerStatuses = [] } }: core.Pod): boolean {
  const running = containerStatuses.find(({ state }) => state?.running);
  return !running || running.resources !== undefined;
}

const isAny = (resources: Resources): boolean => Object.keys({ ...resources?.requests, ...resources?.limits }).length > 0;

function podLevel(resources: Resources, old: Resources): FieldError[] {
  if (!isAny(resources) && !isAny(old)) return [];
  if (old && !resources) return [forbidden('spec.resources', 'pod-level resources cannot be removed')];
  return [
    ...when(isRemoved(resources?.requests, old?.requests), () => forbidden('spec.resources.requests', 'pod-level resource requests cannot be removed')),
    ...when(isRemoved(resources?.limits, old?.limits), () => forbidden('spec.resources.limits', 'pod-level resource limits cannot be removed')),
    ...when(!sameResources(withOldCpuAndMemory(resources, old), old), () => forbidden('spec', `${onlyCpuAndMemory} at pod-level`)),
  ];
}

function sameContainers(spec: core.PodSpec, old: core.PodSpec, list: Lists): FieldError[] {
  const [containers = [], before = []] = [spec[list], old[list]];
  if (containers.length !== before.length) return [forbidden(`spec.${list}`, `${list} may not be added or removed on resize`)];
  return containers.flatMap(({ name }, i) => when(name !== before[i]?.name, () => forbidden(`spec.${list}[${i}].name`, `${list} may not be renamed or reordered on resize`)));
}

const nothingRemovedFrom = (spec: core.PodSpec, old: core.PodSpec, list: Lists): FieldError[] =>
  (spec[list] ?? []).flatMap(({ resources }, i) => {
    const before = old[list]?.[i]?.resources;
    const field = `spec.${list}[${i}].resources`;
    return [
      ...when(isRemoved(resources?.requests, before?.requests), () => forbidden(`${field}.requests`, 'resource requests cannot be removed')),
      ...when(isRemoved(resources?.limits, before?.limits), () => forbidden(`${field}.limits`, 'resource limits cannot be removed')),
    ];
  });

const isRemoved = (quantities: Quantities = {}, old: Quantities = {}): boolean => Object.keys(old).some((name) => !(name in quantities));

function initContainer(container: core.Container, old: core.Container | undefined, field: string): FieldError[] {
  const restarts = container.resizePolicy?.some(({ restartPolicy }) => restartPolicy === 'RestartContainer');
  return [
    ...when(!same(withOld(container, old), old), () => forbidden(field, 'only cpu and memory resources for init or sidecar containers are mutable')),
    ...when(!same(container, old) && !isSidecar(container) && restarts, () =>
      forbidden(field, 'non-sidecar init containers with a resize policy of RestartContainer cannot be resized')),
  ];
}

/** The new spec with all that may change as it was: what differs still must not. */
const withOldResources = (spec: core.PodSpec, old: core.PodSpec): core.PodSpec => ({
  ...spec, resources: old.resources, containers: spec.containers.map((container, i) => withOld(container, old.containers[i])),
  initContainers: spec.initContainers?.map((container, i) => withOld(container, old.initContainers?.[i])),
});

function withOld(container: core.Container, old: core.Container | undefined): core.Container {
  const resources = withOldCpuAndMemory(container.resources, old?.resources);
  return { ...container, resources: sameResources(resources, old?.resources) ? old?.resources : resources };
}

const withOldCpuAndMemory = (resources: Resources, old: Resources): core.ResourceRequirements =>
  ({ ...resources, requests: withOldQuantities(resources?.requests, old?.requests), limits: withOldQuantities(resources?.limits, old?.limits) });

function withOldQuantities(quantities: Quantities | undefined, { cpu, memory }: Quantities = {}): Quantities {
  const others = Object.entries(quantities ?? {}).filter(([name]) => name !== 'cpu' && name !== 'memory');
  return { ...Object.fromEntries(others), ...(cpu !== undefined && { cpu }), ...(memory !== undefined && { memory }) };
}

/** No requests and an empty list of them are the same. */
const sameResources = (a: Resources, b: Resources): boolean =>
  same(a?.requests ?? {}, b?.requests ?? {}) && same(a?.limits ?? {}, b?.limits ?? {}) && same(a?.claims ?? [], b?.claims ?? []);
