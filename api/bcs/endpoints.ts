/** What stands behind a service of BCS: taskgroups, told whenever somebody asks (section 5.6 of the document's specification). */
import type * as core from '../schema/types/core.v1';
import { readService, type Json } from './config';
import { originalService } from './config/service';
import type { ApplicationDefinition } from './definition';
import { taskgroupId, taskgroupName } from './ids';
import { labelsOf } from './pod';
import { isContainer, partsOf } from './pod/part';
import { isHostNetwork, portsOf } from './ports';
import { taskgroupOf } from './taskgroup';

/** A taskgroup of an application of the service's namespace. */
export interface Backing {
  readonly pod: core.Pod;
  readonly nodeLost: boolean;
  /** The application's. */
  readonly definition: ApplicationDefinition;
}

type Texts = Readonly<Record<string, string>>;

const hasAll = (labels: Texts, selector: Texts): boolean => Object.entries(selector).every(([name, value]) => Object.hasOwn(labels, name) && labels[name] === value);

/** By the application's own labels, as when all is looked at, or by those of its taskgroups, as when one of them changes. Without a selector a service means all. */
const means = (selector: Texts, definition: ApplicationDefinition): boolean => hasAll(definition.metadata.labels, selector) || hasAll(labelsOf(definition), selector);

/** The document's BcsEndpoint: it is called as the service is. Those that are lost may come back: they count. */
export function endpointOf(service: core.Service, backings: Iterable<Backing>): Json {
  const original = originalService(service);
  const { apiVersion, kind, metadata } = original;
  const { definition: { spec: { selector, ports } } } = readService(JSON.stringify({ spec: original.spec }));
  const names = new Set(ports.map(({ name }) => name));
  const isMeant = remembered((definition: ApplicationDefinition) => means(selector, definition));
  return { apiVersion, kind, metadata, eps: [...backings].filter(({ definition }) => isMeant(definition)).flatMap((backing) => backedBy(backing, names)) };
}

/** Taskgroups of an application share its definition. */
function remembered<K, V>(find: (key: K) => V): (key: K) => V {
  const known = new Map<K, V>();
  return (key) => {
    if (!known.has(key)) known.set(key, find(key));
    return known.get(key)!;
  };
}

function backedBy({ pod, nodeLost, definition }: Backing, names: ReadonlySet<string>): object[] {
  const { id, status } = taskgroupOf(pod, { nodeLost });
  const { template } = definition.spec;
  if (!id || !template || (status !== 'Running' && status !== 'Lost')) return [];
  const { hostIP: nodeIP = '', podIP = '' } = pod.status;
  const parts = partsOf(template);
  const ports = portsOf(pod).flat().filter(({ name }) => names.has(name)).map(({ name, hostPort, containerPort, protocol }) => ({ name, hostPort: Math.max(0, hostPort), containerPort, hostIP: nodeIP, protocol }));
  return [{
    networkMode: isHostNetwork(template) ? 'HOST' : template.spec.networkMode,
    nodeIP,
    // Processes have no network of their own.
    containerIP: template.spec.containers.length ? podIP : nodeIP,
    targetRef: { kind: 'taskgroup', id: taskgroupId(id), name: taskgroupName(id), namespace: id.namespace, image: parts.flatMap((part) => (isContainer(part) ? part.image : [])).join(',') },
    ...(ports.length > 0 && { ports }),
  }];
}
