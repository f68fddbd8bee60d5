/**
 * What containers hold while they are resized in place (KEP-1287): the most of what they ask for, what the kubelet has
 * promised them and what they have. What cannot be had on the node does not count.
 */
import { compareQuantities, type core } from '../api';

export type Requests = Readonly<Record<string, string>>;

/** What a container asks for, as far as scheduling is concerned. */
export type RequestsOf = (container: core.Container) => Requests | undefined;

export const asWritten: RequestsOf = ({ resources }) => resources?.requests;

function sameRequests(a: Requests | undefined, b: Requests | undefined): boolean {
  if (a === b) return true;
  if (!a || !b) return false;
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name]);
}

/** Resource by resource. */
function most(lists: readonly (Requests | undefined)[]): Requests {
  const result: Record<string, string> = {};
  for (const list of lists) {
    for (const [name, quantity] of Object.entries(list ?? {})) {
      const known = result[name];
      if (known === undefined || compareQuantities(quantity, known) > 0) result[name] = quantity;
    }
  }
  return result;
}

/** What is asked for, allocated and in use; often the very same. */
const mostOf = (lists: readonly [Requests | undefined, ...(Requests | undefined)[]]): Requests | undefined =>
  (lists.every((list) => sameRequests(list, lists[0])) ? lists[0] : most(lists));

/** What the pod asks for now cannot be had on its node. */
const isInfeasible = ({ conditions }: core.PodStatus): boolean => conditions?.find(({ type }) => type === 'PodResizePending')?.reason === 'Infeasible';

/** Init containers that are no sidecars run once and are not resized. */
const isOver = (container: core.Container, { initContainers }: core.PodSpec): boolean =>
  container.restartPolicy !== 'Always' && initContainers?.includes(container) === true;

/** A pod without a node has nothing yet, whatever its status says. */
export function heldBy({ spec, status }: core.Pod): RequestsOf {
  if (!spec?.nodeName || !status) return asWritten;
  const statuses = [...(status.containerStatuses ?? []), ...(status.initContainerStatuses ?? [])].filter(({ resources }) => resources !== undefined);
  if (!statuses.length) return asWritten;
  const infeasible = isInfeasible(status);
  return (container) => {
    const own = statuses.find(({ name }) => name === container.name);
    if (!own || isOver(container, spec)) return asWritten(container);
    const { resources, allocatedResources } = own;
    return infeasible ? mostOf([resources?.requests, allocatedResources]) : mostOf([asWritten(container), resources?.requests, allocatedResources]);
  };
}

/** The same of what the pod asks for as a whole (KEP-5419); what it does not ask for does not count. */
export function podLevelRequests({ spec, status }: core.Pod): Requests | undefined {
  const asked = spec?.resources?.requests;
  if (!asked || !spec.nodeName || !status?.resources) return asked;
  const { resources, allocatedResources } = status;
  const held = isInfeasible(status) ? mostOf([resources.requests, allocatedResources]) : mostOf([asked, resources.requests, allocatedResources]);
  return Object.fromEntries(Object.keys(asked).map((name) => [name, held?.[name] ?? '0']));
}
