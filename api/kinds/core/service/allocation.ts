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
  for (const ingress of status.loadBalancer?.ingress ?? []) if (ingress.ip) ingress.ipMode ??= 'VIP';
}

function defaultAffinity(spec: core.ServiceSpec): void {
  if (spec.sessionAffinity === 'None') delete spec.sessionAffinityConfig;
  if (spec.sessionAffinity !== 'ClientIP') return;
  if (spec.sessionAffinityConfig?.clientIP?.timeoutSeconds) return;
  spec.sessionAffinityConfig = { clientIP: { timeoutSeconds: threeHours } };
}

export const isExternallyAccessible = ({ type, externalIPs }: core.ServiceSpec): boolean =>
  type === 'NodePort' || type === 'LoadBalancer' || (type === 'ClusterIP' && Boolean(externalIPs?.length));

export const isHeadless = ({ clusterIP, clusterIPs }: core.ServiceSpec): boolean => (clusterIPs?.[0] ?? clusterIP) === 'None';

/** A PUT of a manifest does not give back what the cluster had added to it. */
export function keepAllocated({ spec }: core.Service, { spec: old }: core.Service): void {
  dropWhatTheTypeLacks(spec, old);
  if (spec.type !== 'ExternalName' && old.type !== 'ExternalName') keepAddresses(spec, old);
  if (usesNodePorts(spec) && usesNodePorts(old)) keepNodePorts(spec, old);
  if (spec.type === 'LoadBalancer' && spec.externalTrafficPolicy === 'Local' && old.healthCheckNodePort) spec.healthCheckNodePort ??= old.healthCheckNodePort;
}

/** A changed type takes along what only the old one had, unless the client changed that as well. */
function dropWhatTheTypeLacks(spec: core.ServiceSpec, old: core.ServiceSpec): void {
  if (spec.type === 'ExternalName' && old.type !== 'ExternalName') {
    for (const field of ['clusterIP', 'clusterIPs', 'ipFamilies', 'ipFamilyPolicy'] as const) if (same(spec[field], old[field])) delete spec[field];
  }
  if (usesNodePorts(old) && !usesNodePorts(spec)) {
    for (const port of spec.ports ?? []) if (old.ports?.some(({ nodePort }) => nodePort === port.nodePort)) delete port.nodePort;
  }
  if (isExternallyAccessible(old) && !isExternallyAccessible(spec) && spec.externalTrafficPolicy === old.externalTrafficPolicy) delete spec.externalTrafficPolicy;
  if (old.type !== 'LoadBalancer' || spec.type === 'LoadBalancer') return;
  for (const field of ['allocateLoadBalancerNodePorts', 'loadBalancerClass', 'healthCheckNodePort'] as const) if (spec[field] === old[field]) delete spec[field];
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

function keepNodePorts(spec: core.ServiceSpec, old: core.ServiceSpec): void {
  const taken = new Set(spec.ports?.map(({ nodePort }) => nodePort));
  for (const port of spec.ports ?? []) {
    if (port.nodePort) continue;
    const before = old.ports?.find((p) => p.port === port.port && p.protocol === port.protocol)?.nodePort;
    if (before && !taken.has(before)) port.nodePort = before;
  }
}
