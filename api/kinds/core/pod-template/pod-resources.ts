/** Requests and limits of a pod as a whole: its containers fit into them (KEP-2837). */
import { compareQuantities } from '../../../quantity';
import { forbidden, invalid, notSupported, type FieldError } from '../../../field-error';
import type * as core from '../../../schema/types/core.v1';
import { each, when } from '../../checks';
import { isHugePages } from '../resource-names';
import { resourceName, validateRequirements } from './resources';
import { sumOfContainers } from './resource-sums';

export const isForPods = (name: string): boolean => name === 'cpu' || name === 'memory' || isHugePages(name);

function podResourceName(name: string, field: string): FieldError[] {
  const faults = resourceName(name, field);
  return faults.length ? faults : when(!isForPods(name), () => notSupported(field, name, ['cpu', 'hugepages-', 'memory']));
}

export function validatePodResources(spec: core.PodSpec, claimNames: readonly string[], field: string): FieldError[] {
  const { resources } = spec;
  if (!resources) return [];
  return [
    ...when(resources.claims, () => forbidden(`${field}.claims`, 'claims cannot be set for Resources at pod-level')),
    ...validateRequirements(resources, podResourceName, claimNames, field),
    ...requestsFit(spec, resources.requests ?? {}, `${field}.requests`),
    ...limitsFit(spec, resources.limits ?? {}, `${field}.containers`),
  ];
}

type Quantities = Readonly<Record<string, string>>;

const requestsFit = (spec: core.PodSpec, requests: Quantities, field: string): FieldError[] =>
  Object.entries(sumOfContainers(spec, 'requests')).sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([name, sum]) => {
    const quantity = requests[name] ?? '0';
    return when(compareQuantities(sum, quantity) > 0, () =>
      invalid(`${field}[${name}]`, quantity, `must be greater than or equal to aggregate container requests of ${sum}`));
  });

const limitsFit = (spec: core.PodSpec, limits: Quantities, field: string): FieldError[] =>
  each(spec.containers ?? [], field, ({ resources }, at) => Object.entries(resources?.limits ?? {}).flatMap(([name, quantity]) => {
    const most = limits[name];
    if (most === undefined || compareQuantities(quantity, most) <= 0) return [];
    return [invalid(`${at}[${name}].limits`, quantity, `must be less than or equal to pod limits of ${most}`)];
  }));
