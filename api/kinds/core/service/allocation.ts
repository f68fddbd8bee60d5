/** Defaults of services, and what an update may leave out because it was given out before (pkg/registry/core/service/storage). */
import type * as core from '../../../schema/types/core.v1';
import { same } from '../../equality';

const threeHours = 10_800;

export function defaultService({ spec, status }: core.Service): void {
  spec.type ??= 'ClusterIP';
  spec.sessionAffinity ??= 'None';
  defaultAffinity(spec);
  for (const port of spec.ports ?? []) {
    port.protocol ??= 'TCP';
    // An int-or-string has no unset: decoding gives 0.
    port.targetPort ||= port.port;
  }
  if (isExternallyAccessible(spec)) spec.externalTrafficPolicy ??= 'Cluster';
  if (spec.type !== 'ExternalName') spec.internalTrafficPolicy ??= 'Cluster';
  if (spec.type === 'LoadBalancer') spec.allocateLoadBalancerNodePorts ??= true;
  if (spec.type === 'LoadBalancer') for (const ingress of status.loadBalancer?.ingress ?? []) if (ingress.ip) ingress.ipMode ??= 'VIP';
}

function defaultAffinity(spec: core.ServiceSpec): void {
  if (spec.sessionAffinity === 'None') delete spec.sessionAffinityConfig;
  if (spec.sessionAffinity !== 'ClientIP') return;
  if (spec.sessionAffinityConfig?.clientIP?.timeoutSeconds !== undefined) return;
  spec.sessionAffinityConfig = { clientIP: { timeoutSeconds: threeHours } };
}

export const isExternallyAccessible = ({ type, externalIPs }: core.ServiceSpec): boolean =>
  type === 'NodePort' || type === 'LoadBalancer' || (type === 'ClusterIP' && Boolean(externalIPs?.length));

export const isHeadless = ({ clusterIP, clusterIPs }: core.ServiceSpec): boolean => (clusterIPs?.[0] ?? clusterIP) === 'None';

/** A PUT of a manifest does not give back what the cluster had added to it (pkg/registry/core/service/storage patchAllocatedValues). */
export function keepAllocated({ spec }: core.Service, { spec: old }: core.Service): void {
  dropWhatTheTypeLacks(spec, old);
  if (spec.type !== 'ExternalName' && old.type !== 'ExternalName') keepAddresses(spec, old);
  if (usesNodePorts(spec) && usesNodePorts(old)) keepNodePorts(spec, old);
  if (needsHealthCheck(spec) && needsHealthCheck(old)) spec.healthCheckNodePort ||= old.healthCheckNodePort;
}

const ofAddresses = ['clusterIP', 'clusterIPs', 'ipFamilies', 'ipFamilyPolicy'] as const;

/** A changed type takes along what only the old one had, unless the client changed that as well. */
function dropWhatTheTypeLacks(spec: core.ServiceSpec, old: core.ServiceSpec): void {
  const dropSame = (...fields: readonly (keyof core.ServiceSpec)[]): void => {
    for (const field of fields) if (same(spec[field], old[field])) delete spec[field];
  };
  if (spec.type === 'ExternalName' && old.type !== 'ExternalName') dropSame(...ofAddresses);
  if (usesNodePorts(old) && !usesNodePorts(spec)) {
    for (const port of spec.ports ?? []) if (old.ports?.some(({ nodePort }) => nodePort === port.nodePort)) delete port.nodePort;
  }
  if (isExternallyAccessible(old) && !isExternallyAccessible(spec)) dropSame('externalTrafficPolicy');
  if (needsHealthCheck(old) && !needsHealthCheck(spec)) dropSame('healthCheckNodePort');
  if (old.type === 'LoadBalancer' && spec.type !== 'LoadBalancer') dropSame('allocateLoadBalancerNodePorts', 'loadBalancerClass');
}

function keepAddresses(spec: core.ServiceSpec, old: core.ServiceSpec): void {
  if (!spec.clusterIP && !spec.clusterIPs?.length) {
    spec.clusterIP = old.clusterIP;
    spec.clusterIPs = old.clusterIPs && [...old.clusterIPs];
  }
  // Editors change the one and leave the other.
  const stale = spec.clusterIP !== old.clusterIP && same(spec.clusterIPs, old.clusterIPs);
  if (spec.clusterIP && (stale || !spec.clusterIPs?.length)) spec.clusterIPs = [spec.clusterIP];
  spec.ipFamilies ??= old.ipFamilies && [...old.ipFamilies];
  spec.ipFamilyPolicy ??= old.ipFamilyPolicy;
}

const usesNodePorts = ({ type }: core.ServiceSpec): boolean => type === 'NodePort' || type === 'LoadBalancer';

/** Balancers that pick nodes with local pods ask the nodes whether they have some. */
export const needsHealthCheck = ({ type, externalTrafficPolicy }: core.ServiceSpec): boolean => type === 'LoadBalancer' && externalTrafficPolicy === 'Local';

/** By the names of the ports; a number that another port has taken over is not given twice. */
function keepNodePorts({ ports = [] }: core.ServiceSpec, { ports: old = [] }: core.ServiceSpec): void {
  const used = new Set(ports.map(({ nodePort }) => nodePort));
  for (const port of ports) {
    if (port.nodePort) continue;
    const before = old.find(({ name = '' }) => name === (port.name ?? ''))?.nodePort;
    if (!before || used.has(before)) continue;
    port.nodePort = before;
    used.add(before);
  }
}
