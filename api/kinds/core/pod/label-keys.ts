/** The labels whose values a pod gives its own selectors (KEP-3243, KEP-3633; kubernetes pkg/registry/core/pod/strategy.go). */
import type * as core from '../../../schema/types/core.v1';
import type * as meta from '../../../schema/types/meta.v1';

const requiredRules = 'requiredDuringSchedulingIgnoredDuringExecution';
const preferredRules = 'preferredDuringSchedulingIgnoredDuringExecution';

/** When a pod is made, its own labels go into the selectors that ask for them. */
export function fillInLabelKeys({ metadata: { labels }, spec }: core.Pod): void {
  if (!labels) return;
  const { podAffinity, podAntiAffinity } = spec.affinity ?? {};
  for (const affinity of [podAffinity, podAntiAffinity]) {
    const terms = [...(affinity?.[preferredRules] ?? []).map(({ podAffinityTerm }) => podAffinityTerm), ...(affinity?.[requiredRules] ?? [])];
    for (const { labelSelector, matchLabelKeys, mismatchLabelKeys } of terms) {
      addRequirements(labelSelector, matchLabelKeys, 'In', labels);
      addRequirements(labelSelector, mismatchLabelKeys, 'NotIn', labels);
    }
  }
  for (const { labelSelector, matchLabelKeys } of spec.topologySpreadConstraints ?? []) addRequirements(labelSelector, matchLabelKeys, 'In', labels);
}

/** A selector that is none selects nothing, and stays so. */
function addRequirements(selector: meta.LabelSelector | undefined, keys: readonly string[] | undefined, operator: 'In' | 'NotIn', labels: Readonly<Record<string, string>>): void {
  if (!selector || !keys) return;
  for (const key of keys) {
    const value = labels[key];
    if (value !== undefined) selector.matchExpressions = [...(selector.matchExpressions ?? []), { key, operator, values: [value] }];
  }
}
