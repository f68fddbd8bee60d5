/** Ports of a pod that are, or may be, the same. */
import type * as core from '../../../schema/types/core.v1';
import type { PlacedContainer } from './visit';

interface PlacedPort {
  readonly port: core.ContainerPort;
  readonly at: string;
}

export function portWarnings(containers: readonly PlacedContainer[]): string[] {
  const [first, second] = containers.flatMap(({ container }) => container.ports ?? []);
  if (!first || (!second && !first.hostIP)) return [];
  const known = new Map<string, PlacedPort[]>();
  return containers.flatMap(({ container, at: place }) => (container.ports ?? []).flatMap((port, i) => {
    const at = `${place}.ports[${i}]`;
    const key = `${port.containerPort}/${port.protocol ?? ''}`;
    const others = known.get(key) ?? [];
    known.set(key, [...others, { port, at }]);
    return [
      ...(port.hostIP && !port.hostPort ? [`${at}: hostIP set without hostPort: ${asGo(port)}`] : []),
      ...others.flatMap((other) => conflict(port, other.port).map((what) => `${at}: ${what} port definition with ${other.at}`)),
    ];
  }));
}

function conflict({ hostIP: ip = '', hostPort: port = 0 }: core.ContainerPort, { hostIP: otherIp = '', hostPort: otherPort = 0 }: core.ContainerPort): string[] {
  if (ip === otherIp && port === otherPort) return ['duplicate'];
  if (!port || !otherPort) return ['overlapping'];
  return port === otherPort && (ip === '') !== (otherIp === '') ? ['dangerously ambiguous'] : [];
}

/** As upstream prints a port. */
const asGo = ({ name = '', hostPort = 0, containerPort, protocol, hostIP = '' }: core.ContainerPort): string =>
  `{Name:${name} HostPort:${hostPort} ContainerPort:${containerPort} Protocol:${protocol ?? ''} HostIP:${hostIP}}`;
