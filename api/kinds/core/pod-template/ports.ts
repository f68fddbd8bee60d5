/** Container ports. */
import { duplicate, invalid, required, type FieldError } from '../../../field-error';
import type * as core from '../../../schema/types/core.v1';
import { duplicates, each, given, portName, portNumber, when } from '../../checks';

export const validatePorts = (ports: readonly core.ContainerPort[] | undefined, field: string): FieldError[] => [
  ...each(ports, field, validatePort),
  ...duplicates(ports, (port) => port.name, (i, name) => duplicate(`${field}[${i}].name`, name)),
];

const validatePort = (port: core.ContainerPort, field: string): FieldError[] => [
  ...given(port.name, (name) => portName(name, `${field}.name`)),
  ...(port.containerPort ? portNumber(port.containerPort, `${field}.containerPort`) : [required(`${field}.containerPort`)]),
  ...given(port.hostPort, (hostPort) => portNumber(hostPort, `${field}.hostPort`)),
];

/** Two containers of one pod cannot both bind a port of the node. */
export function hostPortConflicts(containers: readonly core.Container[], field: string): FieldError[] {
  const taken = new Set<string>();
  return each(containers, field, (container, at) => each(container.ports, `${at}.ports`, (port, portField) => {
    if (!port.hostPort) return [];
    const key = `${port.protocol ?? 'TCP'}/${port.hostIP ?? ''}/${port.hostPort}`;
    if (taken.has(key)) return [duplicate(`${portField}.hostPort`, key)];
    taken.add(key);
    return [];
  }));
}

/** In the host's network there is no mapping; a template may leave the host port to be filled in with the pod. */
export function hostNetworkPorts(spec: core.PodSpec, field: string, isPod: boolean): FieldError[] {
  if (!spec.hostNetwork) return [];
  return each(spec.containers, `${field}.containers`, (container, at) => each(container.ports, `${at}.ports`, ({ hostPort = 0, containerPort }, portField) =>
    when((isPod || hostPort !== 0) && hostPort !== containerPort, () =>
      invalid(`${portField}.hostPort`, hostPort, 'must match `containerPort` when `hostNetwork` is true'))));
}
