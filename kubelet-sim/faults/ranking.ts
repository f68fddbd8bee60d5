/** Whom a node that runs short drives off first, and in which words (pkg/kubelet/eviction/helpers.go). Pure. */
import { canonicalQuantity, sumOfContainers, unitValue, type core } from '../../api';
import { usageSetting } from '../settings';

export type Scarce = 'memory' | 'ephemeral-storage';

/** Octets of memory that containers of the pod use, by name. */
export type MemoryOf = (pod: core.Pod) => ReadonlyMap<string, number>;

export interface Candidate {
  readonly pod: core.Pod;
  readonly containers: readonly { readonly name: string; readonly used: number; readonly requested: number }[];
  /** In octets, as is what it asked for. */
  readonly used: number;
  readonly requested: number;
}

/** What pods of the system itself have (pkg/apis/scheduling SystemCriticalPriority): they are not evicted. */
const criticalPriority = 2_000_000_000;

export const isEvictable = ({ metadata: { deletionTimestamp, annotations }, spec }: core.Pod): boolean =>
  !deletionTimestamp && (spec.priority ?? 0) < criticalPriority && annotations?.['kubernetes.io/config.mirror'] === undefined;

export function candidate(pod: core.Pod, resource: Scarce, memoryOf: MemoryOf): Candidate {
  const memory = resource === 'memory' ? memoryOf(pod) : undefined;
  const containers = pod.spec.containers.map((container) => ({ name: container.name, used: memory ? (memory.get(container.name) ?? 0) : diskOf(pod, container), requested: unitValue(container.resources?.requests?.[resource] ?? '0') }));
  const used = memory ? [...memory.values()].reduce((sum, each) => sum + each, 0) : containers.reduce((sum, each) => sum + each.used, 0);
  return { pod, containers, used, requested: unitValue(sumOfContainers(pod.spec, 'requests')[resource] ?? '0') };
}

/** Of which nothing is said: half of what was asked for, or a megabyte. */
function diskOf(pod: core.Pod, { name, resources }: core.Container): number {
  const said = usageSetting(pod, name, 'disk');
  if (said !== undefined) return unitValue(said);
  const request = resources?.requests?.['ephemeral-storage'];
  return request === undefined ? 2 ** 20 : unitValue(request) / 2;
}

const exceeds = ({ used, requested }: Candidate): number => (used > requested ? 1 : 0);
const priorityOf = ({ pod }: Candidate): number => pod.spec.priority ?? 0;
const nameOf = ({ pod: { metadata } }: Candidate): string => `${metadata.namespace ?? ''}/${metadata.name ?? ''}`;

/** The first is the first to go: those that use more than they asked for, of the least priority, by how much more. */
export const ranked = (candidates: readonly Candidate[]): Candidate[] => [...candidates].sort((a, b) =>
  exceeds(b) - exceeds(a) || priorityOf(a) - priorityOf(b) || (b.used - b.requested) - (a.used - a.requested) || (nameOf(a) < nameOf(b) ? -1 : 1));

const octets = (amount: number): string => canonicalQuantity(amount % 1024 === 0 ? `${amount / 1024}Ki` : String(Math.ceil(amount)));

/** `missing`: how much there is too little; undefined: nobody knows. */
export function evictionDetails({ containers }: Candidate, resource: Scarce, { status: { capacity = {} } }: core.Node, missing: number | undefined): string {
  // The kubelet's own thresholds: memory.available<100Mi, nodefs.available<10%.
  const threshold = resource === 'memory' ? 100 * 2 ** 20 : Math.floor(unitValue(capacity['ephemeral-storage'] ?? '0') / 10);
  const met = `Threshold quantity: ${octets(threshold)}, available: ${octets(Math.max(0, threshold - (missing ?? threshold)))}. `;
  const larger = containers.filter(({ used, requested }) => used > requested)
    .map(({ name, used, requested }) => `Container ${name} was using ${octets(used)}, request is ${octets(requested)}, has larger consumption of ${resource}. `);
  return [met, ...larger].join('');
}
