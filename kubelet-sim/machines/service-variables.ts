/** What containers are told of the services of their namespace (pkg/kubelet/envvars). */
import type { core } from '../../api';

export function serviceVariables(services: readonly core.Service[]): [string, string][] {
  return services.filter(({ spec: { clusterIP } }) => clusterIP && clusterIP !== 'None').flatMap(({ metadata, spec: { clusterIP = '', ports = [] } }) => {
    const name = variableName(metadata.name ?? '');
    const [first] = ports;
    if (!first) return [];
    const host = clusterIP.includes(':') ? `[${clusterIP}]` : clusterIP;
    const linked = ports.flatMap(({ port, protocol = 'TCP' }): [string, string][] => {
      const prefix = `${name}_PORT_${port}_${protocol.toUpperCase()}`;
      return [[prefix, `${protocol.toLowerCase()}://${host}:${port}`], [`${prefix}_PROTO`, protocol.toLowerCase()], [`${prefix}_PORT`, String(port)], [`${prefix}_ADDR`, clusterIP]];
    });
    return [
      [`${name}_SERVICE_HOST`, clusterIP], [`${name}_SERVICE_PORT`, String(first.port)],
      ...ports.flatMap(({ name: portName, port }): [string, string][] => (portName ? [[`${name}_SERVICE_PORT_${variableName(portName)}`, String(port)]] : [])),
      [`${name}_PORT`, `${(first.protocol ?? 'TCP').toLowerCase()}://${host}:${first.port}`],
      ...linked,
    ] as [string, string][];
  });
}

const variableName = (name: string): string => name.toUpperCase().replaceAll('-', '_');
