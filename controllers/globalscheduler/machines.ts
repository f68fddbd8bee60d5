/** The machines that an Allocation has on nodes of this cluster, as Pods: one for each. Pure. */
import { createHash } from 'node:crypto';
import { allocationPods, parseLabelSelector, type core, type globalscheduler } from '../../api';
import { controllerReference, uidOf } from '../ownership';

type Allocation = globalscheduler.Allocation;

/** Where a machine is made of nothing else: simulated nodes run it until it is deleted. */
const machineImage = 'globalscheduler.com/machine';

/** A name has 253 characters, of which the machine's place needs some. */
const mostOfName = 180;

export interface Machine {
  readonly allocation: Allocation;
  readonly site: globalscheduler.SelectedSite & { readonly node_selector: string };
  readonly resource: globalscheduler.PlacedResource;
  /** Copy, resource and machine, counted from 0: `3-0-1`. */
  readonly number: string;
}

export const hasMachines = ({ status }: Allocation): boolean =>
  status?.sequence !== undefined && (status.resource_groups ?? []).some(({ selected }) => selected.some(({ node_selector }) => node_selector !== undefined));

/** In the order in which the copies were placed. What is placed never changes, so neither do their numbers. */
export function* machinesOf(allocation: Allocation): Generator<Machine> {
  let copy = 0;
  for (const { resources, selected } of allocation.status?.resource_groups ?? []) {
    for (const { node_selector, ...site } of selected) {
      const first = copy;
      copy += site.copies;
      if (node_selector === undefined) continue;
      for (let at = first; at < copy; at++) {
        for (const [r, resource] of resources.entries()) {
          for (let m = 0; m < resource.count; m++) yield { allocation, site: { ...site, node_selector }, resource, number: `${at}-${r}-${m}` };
        }
      }
    }
  }
}

/** The same however often it is asked for. */
export function podNameOf({ allocation: { metadata: { name = '' } }, number }: Machine): string {
  const base = name.length <= mostOfName ? name : `${name.slice(0, mostOfName - 17).replace(/[^a-z0-9]+$/, '')}-${createHash('sha256').update(name).digest('hex').slice(0, 16)}`;
  return `${base}-${number}`;
}

export function podOf(machine: Machine): core.Pod {
  const { allocation, site, resource: { vcpus = 0, ram = 0, name, flavor_id }, number } = machine;
  const { name: allocationName = '', namespace } = allocation.metadata;
  const asked = allocation.spec.resource_group.resources.find((resource) => resource.name === name);
  return {
    apiVersion: 'v1', kind: 'Pod',
    metadata: {
      name: podNameOf(machine), namespace,
      labels: { ...labelled(allocationPods.allocationLabel, allocationName), [allocationPods.uidLabel]: uidOf(allocation), [allocationPods.machineLabel]: number },
      annotations: { [allocationPods.siteAnnotation]: site.node_id, [allocationPods.flavorAnnotation]: flavor_id, [allocationPods.resourceAnnotation]: name },
      ownerReferences: [controllerReference(allocation)],
    },
    spec: {
      containers: [{ name: 'machine', image: asked?.virtual_machine?.image ?? machineImage, resources: { requests: { cpu: String(vcpus), memory: `${ram}Mi` } } }],
      ...placeOf(site.node_selector),
    },
    status: {},
  };
}

const labelValue = /^[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;

const labelled = (label: string, value: string): Record<string, string> => (labelValue.test(value) ? { [label]: value } : {});

const operators = { '=': 'In', '==': 'In', in: 'In', '!=': 'NotIn', notin: 'NotIn', exists: 'Exists', '!': 'DoesNotExist', '>': 'Gt', '<': 'Lt' } as const;

/** Where labels have to be equal a selector of nodes says it; else an affinity. */
function placeOf(text: string): Pick<core.PodSpec, 'nodeSelector' | 'affinity'> {
  const { requirements } = parseLabelSelector(text);
  if (requirements.every(({ operator }) => operator === '=' || operator === '==')) {
    return requirements.length ? { nodeSelector: Object.fromEntries(requirements.map(({ key, values: [value = ''] }) => [key, value])) } : {};
  }
  const matchExpressions = requirements.map(({ key, operator, values }) => ({ key, operator: operators[operator], ...(values.length && { values: [...values] }) }));
  return { affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions }] } } } };
}
