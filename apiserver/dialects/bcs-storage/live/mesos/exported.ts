/** Services that are for others outside of the cluster: their label BCSGROUP says for which load balancers. */
import { bcsRules, type core } from '../../../../../api';

export interface Endpoint {
  readonly metadata: { readonly name: string; readonly namespace: string; readonly labels?: Readonly<Record<string, string>> };
  readonly eps: readonly Backend[];
}

interface Backend {
  readonly networkMode: string;
  readonly nodeIP: string;
  readonly containerIP: string;
  readonly ports?: readonly { readonly name: string; readonly hostPort: number; readonly containerPort: number }[];
}

interface Service {
  readonly spec?: { readonly ports?: readonly { readonly name?: string; readonly domainName?: string; readonly path?: string; readonly protocol?: string; readonly servicePort?: number }[] };
}

const weight = 'BCS-WEIGHT-';
const usualConnections = 50_000;

export const isExported = ({ metadata: { labels } }: Endpoint): boolean => Boolean(labels?.BCSGROUP);

export function exportedOf(cluster: string, { metadata, eps }: Endpoint, service: core.Service): object {
  const { labels = {}, name, namespace } = metadata;
  const { spec } = bcsRules.config.originalOf(service) as Service;
  const weights = Object.entries(labels).filter(([key]) => key.startsWith(weight));
  return {
    metadata, cluster: labels['io.tencent.bcs.cluster'] ?? cluster, namespace, serviceName: name,
    serviceWeight: Object.fromEntries(weights.map(([key, value]) => [key.slice(weight.length), Number.parseInt(value, 10) || 0])),
    ports: (spec?.ports ?? []).map(({ name: port = '', domainName = '', path = '', protocol = '', servicePort = 0 }) =>
      ({ name: port, BCSVHost: domainName, path, protocol, servicePort, backends: backendsOf(eps, port) })),
    BCSGroup: (labels.BCSGROUP ?? '').split(','), sslcert: false, balance: labels.BCSBALANCE ?? 'roundrobin', maxconn: usualConnections,
  };
}

/** Each once. */
function backendsOf(eps: readonly Backend[], name: string): readonly object[] {
  const found = eps.flatMap((ep) => (ep.ports ?? []).filter((port) => port.name === name).map((port) => targetOf(ep, port)));
  return [...new Map(found.map((backend) => [`${backend.targetIP}:${backend.targetPort}`, backend])).values()].filter(({ targetIP, targetPort }) => targetIP !== '' && targetPort > 0);
}

/** Where a port of the agent leads to it, there; else at the container. */
function targetOf({ networkMode, nodeIP, containerIP }: Backend, { hostPort, containerPort }: NonNullable<Backend['ports']>[number]): { readonly targetIP: string; readonly targetPort: number } {
  if (networkMode === 'HOST') return { targetIP: nodeIP, targetPort: containerPort };
  return hostPort > 0 ? { targetIP: nodeIP, targetPort: hostPort } : { targetIP: containerIP, targetPort: containerPort };
}
