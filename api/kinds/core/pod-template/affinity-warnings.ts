/** Node labels that have other names now, and selectors that select nothing (kubernetes pkg/api/node/util.go). */
import { labelValueFault } from '../../../names';
import type * as core from '../../../schema/types/core.v1';

const deprecatedLabels: Readonly<Record<string, string>> = {
  'beta.kubernetes.io/arch': 'deprecated since v1.14; use "kubernetes.io/arch" instead',
  'beta.kubernetes.io/os': 'deprecated since v1.14; use "kubernetes.io/os" instead',
  'failure-domain.beta.kubernetes.io/region': 'deprecated since v1.17; use "topology.kubernetes.io/region" instead',
  'failure-domain.beta.kubernetes.io/zone': 'deprecated since v1.17; use "topology.kubernetes.io/zone" instead',
  'beta.kubernetes.io/instance-type': 'deprecated since v1.17; use "node.kubernetes.io/instance-type" instead',
  'app.kubernetes.io/created-by': 'deprecated since v1.9',
  'scheduler.alpha.kubernetes.io/preferAvoidPods': 'deprecated since v1.22; use Taints and Tolerations instead',
  'node-role.kubernetes.io/master': 'use "node-role.kubernetes.io/control-plane" instead',
};

/** One text or none. */
export function deprecatedNodeLabel(key: string): readonly string[] {
  const text = deprecatedLabels[key];
  return text === undefined ? [] : [text];
}

const requiredRules = 'requiredDuringSchedulingIgnoredDuringExecution';
const preferredRules = 'preferredDuringSchedulingIgnoredDuringExecution';

export const affinityWarnings = (affinity: core.NodeAffinity | undefined, field: string): string[] => (affinity ? [
  ...(affinity[requiredRules]?.nodeSelectorTerms ?? []).flatMap((term, i) => nodeTermWarnings(term, `${field}.${requiredRules}.nodeSelectorTerms[${i}]`, false)),
  // What is only preferred may name values that no label can have.
  ...(affinity[preferredRules] ?? []).flatMap(({ preference }, i) => nodeTermWarnings(preference, `${field}.${preferredRules}[${i}].preference`, true)),
] : []);

export const nodeTermWarnings = ({ matchExpressions = [] }: core.NodeSelectorTerm, field: string, checksValues: boolean): string[] => matchExpressions.flatMap(({ key, values = [] }, i) => [
  ...deprecatedNodeLabel(key).map((text) => `${field}.matchExpressions[${i}].key: ${key} is ${text}`),
  ...(checksValues ? values : []).flatMap((value, j) => {
    const fault = labelValueFault(value);
    return fault ? [`${field}.matchExpressions[${i}].values[${j}]: ${value} is invalid, ${fault}`] : [];
  }),
]);

export const noSelectorWarning = (affinity: core.PodAffinity | core.PodAntiAffinity | undefined, field: string): string[] => (affinity ? [
  ...(affinity[requiredRules] ?? []).flatMap(({ labelSelector }, i) => (labelSelector ? [] : [nothing(`${field}.${requiredRules}[${i}]`)])),
  ...(affinity[preferredRules] ?? []).flatMap(({ podAffinityTerm }, i) => (podAffinityTerm.labelSelector ? [] : [nothing(`${field}.${preferredRules}[${i}].podAffinityTerm`)])),
] : []);

const nothing = (field: string): string => `${field}.labelSelector: a null labelSelector results in matching no pod`;
