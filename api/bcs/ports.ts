/**
 * Ports of taskgroups (section 7.6 of the document's specification): what is asked for, and what the agent gave. Both stand in annotations of
 * the pod, `TaskPort[][]`: of each container, in their order.
 */
import type { ContainerPort, PodTemplate } from './definition';
import * as marks from './marks';

export interface TaskPort {
  readonly name: string;
  /** 0 while any of the agent's will do: in the host's network both are the same. */
  readonly containerPort: number;
  /** 0: any of the agent's (as it is asked for). Less: none is mapped. */
  readonly hostPort: number;
  readonly protocol: string;
}

export type TaskPorts = readonly (readonly TaskPort[])[];

const notMapped = -1;

const highest = 65_535;

/** A port that nobody could mean is any. */
const portOf = (port: number): number => (port > 0 && port <= highest ? port : 0);

export const isHostNetwork = ({ spec: { networkMode, containers } }: PodTemplate): boolean => containers.length === 0 || networkMode === 'HOST';

/** Whether ports of the host lead to those of the container: in a bridged network, and in one of docker's own that has a name. */
function isMapped({ spec: { networkMode, networkType } }: PodTemplate): boolean {
  if (networkMode === 'BRIDGE') return true;
  return networkMode !== 'NONE' && networkMode !== 'USER' && networkMode !== '' && networkType.toLowerCase() === 'cnm';
}

/** What its containers, or processes, ask for. */
export function wantedPorts(template: PodTemplate): TaskPorts {
  const { containers, processes } = template.spec;
  const wanted = wants(template);
  return [...containers, ...processes].map(({ ports }) => ports.map(wanted));
}

function wants(template: PodTemplate): (port: ContainerPort) => TaskPort {
  const same = ({ name, containerPort, hostPort, protocol }: ContainerPort): TaskPort => {
    const port = portOf(containerPort) || portOf(template.spec.containers.length ? 0 : hostPort);
    return { name, containerPort: port, hostPort: port, protocol };
  };
  const mapped = ({ name, containerPort, hostPort, protocol }: ContainerPort): TaskPort =>
    ({ name, containerPort: portOf(containerPort), hostPort: hostPort < 0 ? notMapped : portOf(hostPort), protocol });
  const inside = ({ name, containerPort, protocol }: ContainerPort): TaskPort => ({ name, containerPort: portOf(containerPort), hostPort: notMapped, protocol });
  if (isHostNetwork(template)) return same;
  return isMapped(template) ? mapped : inside;
}

/** How many of the agent's own ports have to be found. */
export const countOfRandom = (ports: TaskPorts): number => ports.flat().filter(({ hostPort }) => hostPort === 0).length;

/** With the agent's ports in the places of those that may be any, in their order. */
export function withPorts(wanted: TaskPorts, found: readonly number[]): TaskPorts {
  const left = [...found];
  return wanted.map((ports) => ports.map((port) => {
    if (port.hostPort !== 0) return port;
    const hostPort = left.shift() ?? 0;
    return { ...port, hostPort, containerPort: port.containerPort || hostPort };
  }));
}

/** Of one port of a container, so that a variable of the container can show it. */
export const portAnnotation = (container: number, port: number): string => `${marks.prefix}port.${container}.${port}`;

/** What a pod is given when its ports have been found: all of them, and each that was to be any. */
export function portAnnotations(wanted: TaskPorts, found: readonly number[]): Readonly<Record<string, string>> {
  const ports = withPorts(wanted, found);
  const single = wanted.flatMap((of, container) => of.flatMap(({ hostPort }, i) => (hostPort === 0 ? [[portAnnotation(container, i), String(ports[container]![i]!.hostPort)]] : [])));
  return { [marks.portsAnnotation]: JSON.stringify(ports), ...Object.fromEntries(single) };
}

interface Annotated { readonly metadata: { readonly annotations?: Readonly<Record<string, string>> } }

/** What a pod asks for; somebody may have written something else there. */
export const portsWantedBy = ({ metadata: { annotations } }: Annotated): TaskPorts => parsed(annotations?.[marks.wantedPortsAnnotation]);

/** What it has, as soon as it has an agent; else what it asks for. */
export const portsOf = ({ metadata: { annotations } }: Annotated): TaskPorts => parsed(annotations?.[marks.portsAnnotation] ?? annotations?.[marks.wantedPortsAnnotation]);

function parsed(text: string | undefined): TaskPorts {
  if (!text) return [];
  try {
    const found: unknown = JSON.parse(text);
    return Array.isArray(found) && found.every((ports) => Array.isArray(ports) && ports.every(isPort)) ? (found as TaskPorts) : [];
  } catch {
    return [];
  }
}

const isPort = (value: unknown): boolean => {
  const port = value as Partial<TaskPort> | null;
  return typeof port === 'object' && port !== null && typeof port.name === 'string' && typeof port.protocol === 'string' && Number.isInteger(port.containerPort) && Number.isInteger(port.hostPort);
};
