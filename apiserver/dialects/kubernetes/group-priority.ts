/**
 * The order of groups in discovery: which group wins a short name (kubernetes pkg/controlplane/apiserver
 * DefaultGenericAPIServicePriorities). The aggregator's own group comes before all others.
 */
const priorities: Readonly<Record<string, number>> = {
  '': 18000, 'apiregistration.k8s.io': 18000, apps: 17800, 'events.k8s.io': 17750, 'authentication.k8s.io': 17700, 'authorization.k8s.io': 17600, autoscaling: 17500,
  batch: 17400, 'certificates.k8s.io': 17300, 'networking.k8s.io': 17200, extensions: 17150, policy: 17100, 'rbac.authorization.k8s.io': 17000,
  'storage.k8s.io': 16800, 'apiextensions.k8s.io': 16700, 'admissionregistration.k8s.io': 16700, 'scheduling.k8s.io': 16600,
  'coordination.k8s.io': 16500, 'node.k8s.io': 16300, 'discovery.k8s.io': 16200, 'flowcontrol.apiserver.k8s.io': 16100,
  'internal.apiserver.k8s.io': 16000, 'resource.k8s.io': 15900, 'storagemigration.k8s.io': 15800,
};

/** Groups of custom resources come last (apiextensions' autoregister controller gives them 1000). */
export const groupPriority = (group: string): number => priorities[group] ?? 1000;

/** What the same table says of versions, where it is not what their names say. */
const versionOrders: Readonly<Record<string, readonly string[]>> = { autoscaling: ['v2', 'v1', 'v2beta1', 'v2beta2'] };

/** How the versions of a group are ordered, the preferred one first. */
export function byPreference(group: string): (a: string, b: string) => number {
  const order = versionOrders[group];
  return (a, b) => (order ? order.indexOf(a) - order.indexOf(b) : versionRank(b) - versionRank(a) || a.localeCompare(b));
}

/** v2 before v1 before v1beta2 before v1alpha1 (k8s.io/apimachinery version.CompareKubeAwareVersionStrings). */
function versionRank(version: string): number {
  const [, major = '0', stage, minor = '0'] = /^v(\d+)(?:(alpha|beta)(\d+))?$/.exec(version) ?? [];
  const stability = stage === 'alpha' ? 0 : stage === 'beta' ? 1 : 2;
  return stability * 1e6 + Number(major) * 1e3 + Number(minor);
}
