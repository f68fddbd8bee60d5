/** Arguments of plugins that score nodes by resources: which resources, with which weights, by which strategy. */
import { fieldError, qualifiedNameFault, type FieldError } from '../../api';
import { int32, int64, listOf, struct, text, type Reader } from '../configuration/reading';
import { declareArgs } from '../plugin-args';
import type { ResourceSpec, ShapePoint } from './resource-scores';

const { duplicate, forbidden, invalid, notSupported, required } = fieldError;

const resource = struct<ResourceSpec>('ResourceSpec', { name: text, weight: int64 }, { name: '' });
const resources: Reader<readonly ResourceSpec[]> = listOf(resource, '[]v1.ResourceSpec');
const shape = listOf(struct<ShapePoint>('UtilizationShapePoint', { utilization: int32, score: int32 }, { utilization: 0, score: 0 }), '[]v1.UtilizationShapePoint');

/** CPU and memory where none are named; a weight of 0 means 1. */
const weighed = (given: readonly ResourceSpec[] = []): readonly ResourceSpec[] =>
  (given.length ? given : [{ name: 'cpu' }, { name: 'memory' }]).map(({ name, weight }) => ({ name, weight: weight || 1 }));

export interface NodeResourcesBalancedAllocationArgs { readonly resources: readonly ResourceSpec[] }

export const nodeResourcesBalancedAllocationArgs = declareArgs<NodeResourcesBalancedAllocationArgs>({
  kind: 'NodeResourcesBalancedAllocationArgs',
  read: struct('NodeResourcesBalancedAllocationArgs', { resources }),
  complete: ({ resources: given }) => ({ resources: weighed(given) }),
  faults: ({ resources: given }, field) => given.flatMap(({ name, weight }, i) => [
    ...(given.findIndex((other) => other.name === name) < i ? [duplicate(`${field}.resources[${i}].name`, name)] : []),
    ...(weight === 1 ? [] : [invalid(`${field}.resources[${i}].weight`, weight, 'must be 1')]),
  ]),
});

interface Ratio { readonly shape?: readonly ShapePoint[] }

export interface ScoringStrategy {
  readonly type: string;
  readonly resources: readonly ResourceSpec[];
  readonly requestedToCapacityRatio?: Ratio;
}

export interface NodeResourcesFitArgs {
  readonly ignoredResources?: readonly string[];
  readonly ignoredResourceGroups?: readonly string[];
  readonly scoringStrategy: ScoringStrategy;
}

const strategy = struct<ScoringStrategy>('ScoringStrategy', {
  type: text, resources, requestedToCapacityRatio: struct<Ratio>('RequestedToCapacityRatioParam', { shape }),
}, { type: '' });

const leastAllocated = { type: 'LeastAllocated', resources: [] };

export const nodeResourcesFitArgs = declareArgs<NodeResourcesFitArgs>({
  kind: 'NodeResourcesFitArgs',
  read: struct('NodeResourcesFitArgs', { ignoredResources: listOf(text), ignoredResourceGroups: listOf(text), scoringStrategy: strategy }),
  complete: ({ scoringStrategy = leastAllocated, ...ignored }) => ({ ...ignored, scoringStrategy: { ...scoringStrategy, resources: weighed(scoringStrategy.resources) } }),
  faults: ({ ignoredResources = [], ignoredResourceGroups = [], scoringStrategy }, field) => [
    ...ignoredResources.flatMap((name, i) => nameFaults(name, `${field}.ignoredResources[${i}]`)),
    ...ignoredResourceGroups.flatMap((group, i) => groupFaults(group, `${field}.ignoredResourceGroups[${i}]`)),
    ...strategyFaults(scoringStrategy, `${field}.scoringStrategy`),
  ],
});

function nameFaults(name: string, field: string): FieldError[] {
  const fault = qualifiedNameFault(name);
  return fault ? [invalid(field, name, fault)] : [];
}

const groupFaults = (group: string, field: string): FieldError[] =>
  [...(group.includes('/') ? [invalid(field, group, "resource group name can't contain '/'")] : []), ...nameFaults(group, field)];

const strategies = ['LeastAllocated', 'MostAllocated', 'RequestedToCapacityRatio'];

const strategyFaults = ({ type, resources: given, requestedToCapacityRatio: ratio }: ScoringStrategy, field: string): FieldError[] => [
  ...(strategies.includes(type) ? [] : [notSupported(`${field}.type`, type, strategies)]),
  ...given.flatMap(({ name, weight = 0 }, i) =>
    (weight <= 0 || weight > 100 ? [invalid(`${field}.resources[${i}].weight`, weight, `resource weight of ${name} not in valid range (0, 100]`)] : [])),
  ...ratioFaults(type, ratio, `${field}.requestedToCapacityRatio`),
];

function ratioFaults(type: string, ratio: Ratio | undefined, field: string): FieldError[] {
  if (type !== 'RequestedToCapacityRatio') return ratio ? [forbidden(field, 'must be nil when type is not RequestedToCapacityRatio')] : [];
  return ratio ? shapeFaults(ratio.shape ?? [], `${field}.shape`) : [required(field, 'must be specified when type is RequestedToCapacityRatio')];
}

function shapeFaults(points: readonly ShapePoint[], field: string): FieldError[] {
  if (!points.length) return [required(field, 'at least one point must be specified')];
  const unsorted = points.findIndex(({ utilization }, i) => i > 0 && (points[i - 1]?.utilization ?? 0) >= utilization);
  return [
    ...(unsorted > 0 ? [invalid(`${field}[${unsorted}].utilization`, points[unsorted]?.utilization, 'values must be sorted in increasing order')] : []),
    ...points.flatMap(({ utilization, score }, i) => [
      ...(utilization < 0 || utilization > 100 ? [invalid(`${field}[${i}].utilization`, utilization, 'not in valid range [0, 100]')] : []),
      ...(score < 0 || score > 10 ? [invalid(`${field}[${i}].score`, score, 'not in valid range [0, 10]')] : []),
    ]),
  ];
}
