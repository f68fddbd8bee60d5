/** Conditions of a namespace that is being deleted (upstream's pkg/controller/namespace/deletion/status_condition_utils.go). Pure. */
import { formatTime, type core } from '../../api';

export interface Leftovers {
  /** Objects by resource, as `pods.` or `deployments.apps`. */
  readonly resources: ReadonlyMap<string, number>;
  /** Objects by finalizer. */
  readonly finalizers: ReadonlyMap<string, number>;
  readonly errors: readonly string[];
  /** APIs whose servers do not answer, as `metrics.k8s.io/v1beta1`: nobody knows what they hold. */
  readonly undiscovered: readonly string[];
}

type Finding = Pick<core.NamespaceCondition, 'status' | 'reason' | 'message'>;

const listing = (counts: ReadonlyMap<string, number>, text: (name: string, count: number) => string): string =>
  [...counts].map(([name, count]) => text(name, count)).sort().join(', ');

/** Every condition is there from the first pass on; False is good. */
function findings({ resources, finalizers, errors, undiscovered }: Leftovers): Record<string, Finding> {
  return {
    NamespaceDeletionDiscoveryFailure: undiscovered.length === 0
      ? good('ResourcesDiscovered', 'All resources successfully discovered')
      : bad('DiscoveryFailed', `Discovery failed for some groups, ${undiscovered.length} failing: unable to retrieve the complete list of server APIs: `
        + [...undiscovered].sort().map((version) => `${version}: stale GroupVersion discovery: ${version}`).join(', ')),
    NamespaceDeletionGroupVersionParsingFailure: good('ParsedGroupVersions', 'All legacy kube types successfully parsed'),
    NamespaceDeletionContentFailure: errors.length === 0
      ? good('ContentDeleted', 'All content successfully deleted, may be waiting on finalization')
      : bad('ContentDeletionFailed', `Failed to delete all resource types, ${errors.length} remaining: ${[...errors].sort().join(', ')}`),
    NamespaceContentRemaining: resources.size === 0
      ? good('ContentRemoved', 'All content successfully removed')
      : bad('SomeResourcesRemain', `Some resources are remaining: ${listing(resources, (name, count) => `${name} has ${count} resource instances`)}`),
    NamespaceFinalizersRemaining: finalizers.size === 0
      ? good('ContentHasNoFinalizers', 'All content-preserving finalizers finished')
      : bad('SomeFinalizersRemain',
        `Some content in the namespace has finalizers remaining: ${listing(finalizers, (name, count) => `${name} in ${count} resource instances`)}`),
  };
}

const good = (reason: string, message: string): Finding => ({ status: 'False', reason, message });
const bad = (reason: string, message: string): Finding => ({ status: 'True', reason, message });

/** The namespace's conditions with the findings in them; times change with the status only. */
export function deletionConditions(before: readonly core.NamespaceCondition[], leftovers: Leftovers, now: number): core.NamespaceCondition[] {
  const found = findings(leftovers);
  const others = before.filter((condition) => !(condition.type in found));
  const own = Object.entries(found).map(([type, finding]): core.NamespaceCondition => {
    const current = before.find((condition) => condition.type === type);
    const lastTransitionTime = current?.status === finding.status ? current.lastTransitionTime : formatTime(now);
    return { type, ...finding, lastTransitionTime };
  });
  return [...others, ...own];
}
