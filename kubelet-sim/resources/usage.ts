/** ResourceUsage and ClusterResourceUsage of kwok.x-k8s.io/v1alpha1: what containers use (kubernetes-sigs/kwok pkg/apis/v1alpha1/resource_usage_types.go). */
import type { PodSelector } from '../rules/pod-rules';
import { list, manifest, podSelector, record, text, type Shape, type WithConditions } from './shapes';

export interface ResourceUsage extends WithConditions {
  readonly spec: UsageSpec;
}

export interface UsageSpec {
  /** Of a ClusterResourceUsage. */
  readonly selector?: PodSelector;
  readonly usages?: readonly ContainerUsage[];
}

export interface ContainerUsage {
  readonly containers?: readonly string[];
  readonly usage?: Readonly<Record<string, UsageValue>>;
}

export interface UsageValue {
  readonly value?: string | number;
  readonly expression?: string;
}

const quantity: Shape = {
  anyOf: [{ type: 'integer' }, { type: 'string' }], 'x-kubernetes-int-or-string': true, description: 'a quantity',
  pattern: '^(\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))(([KMGTPE]i)|[numkMGTPE]|([eE](\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))))?$',
} as Shape;

const names = (what: string): Shape => list({ type: 'string' }, what);

const usages = list(record('what some containers use', {
  containers: names('names of the containers; all of them without names'),
  usage: {
    type: 'object', description: 'amounts by resource: cpu, memory',
    additionalProperties: record('an amount', { value: quantity, expression: text('a CEL expression about `pod`, `node` and `container` that gives an amount; a value goes first') }),
  } as Shape,
}), 'what its containers use');

const groupVersion = { group: 'kwok.x-k8s.io', version: 'v1alpha1' } as const;
export const resourceUsageNames = { ...groupVersion, kind: 'ResourceUsage', plural: 'resourceusages', scope: 'Namespaced' } as const;
export const clusterResourceUsageNames = { ...groupVersion, kind: 'ClusterResourceUsage', plural: 'clusterresourceusages', scope: 'Cluster' } as const;

export const resourceUsageManifest = manifest(resourceUsageNames, 'what the pod of the same name uses', record('how much', { usages }));
export const clusterResourceUsageManifest = manifest(clusterResourceUsageNames, 'what pods use', record('which pods, and how much', {
  selector: podSelector,
  usages,
}));
