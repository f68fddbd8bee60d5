/** What an autoscaler measures: one source per metric, and a target that suits it. */
import { forbidden, invalid, notSupported, required, type FieldError } from '../../../field-error';
import { compareQuantities } from '../../../quantity';
import type * as autoscaling from '../../../schema/types/autoscaling.v2';
import { given, label, labelSelector, needed, pathSegment, when } from '../../checks';

/** `versioned`: what its apiVersion must be. */
export const validateReference = (reference: autoscaling.CrossVersionObjectReference, field: string, versioned: VersionRule): FieldError[] => [
  ...needed(reference.kind, `${field}.kind`, pathSegment),
  ...needed(reference.name, `${field}.name`, pathSegment),
  ...given(versioned(reference.apiVersion ?? ''), (text) => [invalid(`${field}.apiVersion`, reference.apiVersion ?? '', text)]),
];

type VersionRule = (apiVersion: string) => string | undefined;

export const anyVersion: VersionRule = () => undefined;

/** Nothing, `v1` or `apps/v1`. */
export const versionOrGroup: VersionRule = (apiVersion) => (apiVersion.split('/').length > 2 ? `unexpected GroupVersion string: ${apiVersion}` : undefined);

export const versionWithGroup: VersionRule = (apiVersion) =>
  versionOrGroup(apiVersion) ?? (/^[^/]+\//.test(apiVersion) ? undefined : 'apiVersion must specify API group');

type Metric = autoscaling.MetricSpec;
type Source = Exclude<keyof Metric, 'type'>;

const sourceOf: Readonly<Record<string, Source>> = {
  ContainerResource: 'containerResource', External: 'external', Object: 'object', Pods: 'pods', Resource: 'resource',
};
const sources: readonly Source[] = ['object', 'external', 'pods', 'resource', 'containerResource'];

/** `versioned`: what the apiVersion of a described object must be. */
export function validateMetric(metric: Metric, field: string, versioned: VersionRule): FieldError[] {
  const present = sources.filter((name) => metric[name] !== undefined);
  const expected = sourceOf[metric.type];
  return [
    ...when(!metric.type, () => required(`${field}.type`, 'must specify a metric source type')),
    ...when(!expected, () => notSupported(`${field}.type`, metric.type, Object.keys(sourceOf))),
    ...present.slice(0, 1).flatMap((name) => checks[name](metric, `${field}.${name}`, versioned)),
    // Upstream says it again when it comes to the source.
    ...when(!expected, () => notSupported(`${field}.type`, metric.type, Object.keys(sourceOf))),
    ...when(expected && metric[expected] === undefined, () => required(`${field}.${expected}`, 'must populate information for the given metric source')),
    ...(present.length === 1 ? [] : present.filter((name) => name !== expected).map((name) => forbidden(`${field}.${name}`, 'must populate the given metric source only'))),
  ];
}

const checks: Record<Source, (metric: Metric, field: string, versioned: VersionRule) => FieldError[]> = {
  object: ({ object }, field, versioned) => given(object, ({ describedObject, metric, target }) => [
    ...validateReference(describedObject, `${field}.describedObject`, versioned),
    ...validateIdentifier(metric, `${field}.metric`),
    ...validateTarget(target, `${field}.target`),
    ...when(target.value === undefined && target.averageValue === undefined, () => required(`${field}.target.averageValue`, 'must set either a target value or averageValue')),
  ]),
  external: ({ external }, field) => given(external, ({ metric, target }) => [
    ...validateIdentifier(metric, `${field}.metric`),
    ...validateTarget(target, `${field}.target`),
    ...when(target.value === undefined && target.averageValue === undefined, () =>
      required(`${field}.target.averageValue`, 'must set either a target value for metric or a per-pod target')),
    ...when(target.value !== undefined && target.averageValue !== undefined, () =>
      forbidden(`${field}.target.value`, 'may not set both a target value for metric and a per-pod target')),
  ]),
  pods: ({ pods }, field) => given(pods, ({ metric, target }) => [
    ...validateIdentifier(metric, `${field}.metric`),
    ...validateTarget(target, `${field}.target`),
    ...when(target.averageValue === undefined || compareQuantities(target.averageValue, '0') <= 0, () =>
      required(`${field}.target.averageValue`, 'must specify a positive target averageValue')),
  ]),
  resource: ({ resource }, field) => given(resource, ({ name, target }) => [...validateResourceName(name, field), ...validateShare(target, `${field}.target`)]),
  containerResource: ({ containerResource }, field) => given(containerResource, ({ name, container, target }) => [
    ...validateResourceName(name, field),
    ...(container ? label(container, `${field}.container`) : [required(`${field}.container`, 'must specify a container')]),
    ...validateShare(target, `${field}.target`),
  ]),
};

const validateResourceName = (name: string, field: string): FieldError[] => when(!name, () => required(`${field}.name`, 'must specify a resource name'));

const validateIdentifier = ({ name, selector }: autoscaling.MetricIdentifier, field: string): FieldError[] => [
  ...(name ? pathSegment(name, `${field}.name`) : [required(`${field}.name`, 'must specify a metric name')]),
  ...given(selector, (labels) => labelSelector(labels, `${field}.selector`)),
];

const validateShare = (target: autoscaling.MetricTarget, field: string): FieldError[] => {
  const [share, value] = [target.averageUtilization !== undefined, target.averageValue !== undefined];
  return [
    ...validateTarget(target, field),
    ...when(!share && !value, () => required(`${field}.averageUtilization`, 'must set either a target raw value or a target utilization')),
    ...when(share && value, () => forbidden(`${field}.averageValue`, 'may not set both a target raw value and a target utilization')),
  ];
};

const validateTarget = ({ type, value, averageValue, averageUtilization }: autoscaling.MetricTarget, field: string): FieldError[] => [
  ...when(!type, () => required(`${field}.type`, 'must specify a metric target type')),
  ...when(!['Utilization', 'Value', 'AverageValue'].includes(type), () => invalid(`${field}.type`, type, 'must be either Utilization, Value, or AverageValue')),
  ...positive(value, `${field}.value`),
  ...positive(averageValue, `${field}.averageValue`),
  ...when(averageUtilization !== undefined && averageUtilization < 1, () => invalid(`${field}.averageUtilization`, averageUtilization, 'must be greater than 0')),
];

const positive = (quantity: string | undefined, field: string): FieldError[] =>
  when(quantity !== undefined && compareQuantities(quantity, '0') <= 0, () => invalid(field, quantity, 'must be positive'));
