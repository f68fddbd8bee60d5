/**
 * The order of groups and versions in discovery: which group wins a short name, which version is preferred (kubernetes
 * cmd/kube-apiserver/app apiVersionPriorities, pkg/controlplane/apiserver DefaultGenericAPIServicePriorities). Versions that only older
 * releases had stand as they stood there.
 */
import { compareVersions } from '../../api';

export interface GroupVersion { readonly group: string; readonly version: string }

/** What an APIService says of its group and version: the higher, the earlier. */
export interface Priority { readonly group: number; readonly version: number }

/** The group that has APIServices in it is no APIService itself, and comes before all others. */
export const ownGroup = 'apiregistration.k8s.io';

const table: Readonly<Record<string, readonly [number, Readonly<Record<string, number>>]>> = {
  '': [18000, { v1: 1 }],
  [ownGroup]: [20_000, { v1: 15, v1beta1: 9 }],
  apps: [17800, { v1: 15, v1beta2: 9, v1beta1: 1 }],
  'events.k8s.io': [17750, { v1: 15, v1beta1: 5 }],
  'authentication.k8s.io': [17700, { v1: 15, v1beta1: 9, v1alpha1: 1 }],
  'authorization.k8s.io': [17600, { v1: 15, v1beta1: 12 }],
  autoscaling: [17500, { v2: 30, v1: 15, v2beta1: 9, v2beta2: 1 }],
  batch: [17400, { v1: 15, v1beta1: 9, v2alpha1: 9 }],
  'certificates.k8s.io': [17300, { v1: 15, v1beta1: 9, v1alpha1: 1 }],
  'networking.k8s.io': [17200, { v1: 15, v1beta1: 9 }],
  extensions: [17150, { v1beta1: 1 }],
  policy: [17100, { v1: 15, v1beta1: 9 }],
  'rbac.authorization.k8s.io': [17000, { v1: 15, v1beta1: 12, v1alpha1: 9 }],
  'storage.k8s.io': [16800, { v1: 15, v1beta1: 9, v1alpha1: 1 }],
  'apiextensions.k8s.io': [16700, { v1: 15, v1beta1: 9 }],
  'admissionregistration.k8s.io': [16700, { v1: 15, v1beta1: 12, v1alpha1: 9 }],
  'scheduling.k8s.io': [16600, { v1: 15, v1beta1: 12, v1alpha2: 9, v1alpha1: 9 }],
  'coordination.k8s.io': [16500, { v1: 15, v1beta1: 13, v1alpha2: 12 }],
  'node.k8s.io': [16300, { v1: 15, v1beta1: 9, v1alpha1: 1 }],
  'discovery.k8s.io': [16200, { v1: 15, v1beta1: 12 }],
  'resource.k8s.io': [16200, { v1: 20, v1beta2: 15, v1beta1: 9, v1alpha3: 1 }],
  'flowcontrol.apiserver.k8s.io': [16100, { v1: 21, v1beta3: 18, v1beta2: 15, v1beta1: 12, v1alpha1: 9 }],
  'internal.apiserver.k8s.io': [16000, { v1alpha1: 9 }],
  'storagemigration.k8s.io': [15800, { v1beta1: 9, v1alpha1: 9 }],
  // Behind custom resources: who defines functions, workflows or clusters means those.
  'minik8s.io': [900, { v1: 15 }],
  'globalscheduler.com': [890, { v1: 15 }],
  'bkbcs.tencent.com': [880, { v1: 15 }],
};

/** Custom resources come last (pkg/controlplane/controller/crdregistration). */
const customPriority: Priority = { group: 1000, version: 100 };

export function priorityOf({ group, version }: GroupVersion): Priority {
  const [ofGroup, versions] = Object.hasOwn(table, group) ? table[group]! : [customPriority.group, {} as Readonly<Record<string, number>>];
  return { group: ofGroup, version: versions[version] ?? customPriority.version };
}

export interface Ranked extends GroupVersion { readonly priority: Priority }

/** The versions of each group in order, the groups in order (k8s.io/kube-aggregator apis/apiregistration/v1/helper SortedByGroupAndVersion). */
export function byGroup<T extends Ranked>(versions: readonly T[]): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const version of versions) groups.set(version.group, [...groups.get(version.group) ?? [], version]);
  for (const members of groups.values()) members.sort(byVersion);
  return new Map([...groups].sort(([a, as], [b, bs]) => highest(bs) - highest(as) || (a < b ? -1 : 1)));
}

const highest = (versions: readonly Ranked[]): number => Math.max(...versions.map(({ priority }) => priority.group));

const byVersion = (a: Ranked, b: Ranked): number =>
  b.priority.version - a.priority.version || compareVersions(b.version, a.version);
