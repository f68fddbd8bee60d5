/** Asking for less of one resource. */
import { milliValue, unitValue, type core } from '../../../api';
import { podRequests } from '../../pod-requests';
import { amountText } from '../../records/amount-text';
import { amountOf, freeOn } from '../../records/resource';
import { nodeIn, withSpec, type Scene, type Step } from './step';

const needed = ({ pod }: Scene, resource: string): number => amountOf(podRequests(pod).requests, resource);

export function requestSteps({ pod }: Scene): readonly Step[] {
  const { milliCpu, memory, ephemeralStorage, scalars } = podRequests(pod).requests;
  return [...(milliCpu ? ['cpu'] : []), ...(memory ? ['memory'] : []), ...(ephemeralStorage ? ['ephemeral-storage'] : []), ...(scalars?.keys() ?? [])].map(lowering);
}

const lowering = (resource: string): Step => ({
  way: `lower ${resource}`,
  relax: (scene) => withSpec(scene, (spec) => scaled(spec, resource, 0)),
  cost: (scene, node) => Math.max(0, 1 - freeOn(node, resource) / needed(scene, resource)),
  settle(scene, name) {
    const node = nodeIn(scene, name);
    const before = needed(scene, resource);
    const free = node ? freeOn(node, resource) : 0;
    if (free <= 0 || free >= before) return undefined;
    const fixed = amountOf(podRequests({ ...scene.pod, spec: { ...scene.pod.spec, ...scaled(scene.pod.spec ?? { containers: [] }, resource, 0) } }).requests, resource);
    const lowered = withSpec(scene, (spec) => scaled(spec, resource, Math.max(0, free - fixed) / (before - fixed)));
    const after = needed(lowered, resource);
    if (after === 0 || after > free) return undefined;
    return { scene: lowered, text: `lower its ${resource} request from ${amountText(resource, before)} to ${amountText(resource, after)}` };
  },
});

type Requests = Readonly<Record<string, string>>;
type Resources = core.ResourceRequirements;

/** All that the pod asks of it itself, times the factor. What the runtime class adds (overhead) stays. */
function scaled({ containers, initContainers, resources }: core.PodSpec, resource: string, factor: number): Partial<core.PodSpec> {
  const each = (container: core.Container): core.Container => (container.resources ? { ...container, resources: lessOf(container.resources, resource, factor) } : container);
  return {
    containers: containers.map(each),
    ...(initContainers && { initContainers: initContainers.map(each) }),
    ...(resources && { resources: lessOf(resources, resource, factor) }),
  };
}

/** Limits of cpu and memory may stay above; those of other resources have to be what is requested. */
function lessOf(resources: Resources, resource: string, factor: number): Resources {
  const { requests, limits } = resources;
  const wanted = requests?.[resource] ?? limits?.[resource];
  if (wanted === undefined) return resources;
  const less = quantity(resource, wanted, factor);
  const set = (list: Requests | undefined): Requests => ({ ...list, [resource]: less });
  return { ...resources, requests: set(requests), ...(resource.includes('/') && limits?.[resource] !== undefined && { limits: set(limits) }) } as Resources;
}

const mebi = 2 ** 20;

/** Rounded down, to whole mebibytes where there are some. */
function quantity(resource: string, text: string, factor: number): string {
  if (resource === 'cpu') return milli(Math.floor(milliValue(text) * factor + 1e-6));
  const value = Math.floor(unitValue(text) * factor + 1e-6);
  const isBytes = resource === 'memory' || resource === 'ephemeral-storage';
  return isBytes && value >= mebi ? `${Math.floor(value / mebi)}Mi` : String(value);
}

const milli = (value: number): string => (value % 1000 === 0 ? String(value / 1000) : `${value}m`);
