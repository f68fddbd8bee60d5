/** What workloads with a selector and a pod template share: rules and columns. */
import type { Column } from '../definition';
import { forbidden, invalid, notSupported, type FieldError } from '../field-error';
import type { KubeObject } from '../object';
import { selectorOf } from '../selector';
import type * as core from '../schema/types/core.v1';
import type * as meta from '../schema/types/meta.v1';
import { labelSelector, when } from './checks';
import { formatLabelSelector, wideColumn } from './columns';
import { validatePodTemplate } from './core/pod-template/validate';

export interface Workload extends KubeObject {
  spec: { selector?: meta.LabelSelector; template?: core.PodTemplateSpec };
}

const isEmpty = ({ matchLabels, matchExpressions }: meta.LabelSelector): boolean => !Object.keys(matchLabels ?? {}).length && !matchExpressions?.length;

/** A selector that selects something, and among it the pods of the template; its absence is a fault of structure. `kind`: as texts name it. */
export function validateSelected({ spec: { selector, template } }: Workload, kind: string): FieldError[] {
  if (!selector) return [];
  const faults = labelSelector(selector, 'spec.selector');
  const labels = template?.metadata?.labels;
  return [
    ...faults,
    ...when(isEmpty(selector), () => invalid('spec.selector', selector, `empty selector is invalid for ${kind}`)),
    ...when(!faults.length && !selectorOf(selector).matches(labels), () =>
      invalid('spec.template.metadata.labels', labels, '`selector` does not match template `labels`')),
  ];
}

/** A template whose pods are to run for ever. */
export const validateLastingTemplate = (template: core.PodTemplateSpec | undefined, kind: string): FieldError[] => [
  ...validatePodTemplate(template, 'spec.template'),
  ...when(template?.spec?.restartPolicy && template.spec.restartPolicy !== 'Always', () =>
    notSupported('spec.template.spec.restartPolicy', template?.spec?.restartPolicy, ['Always'])),
  ...when(template?.spec?.activeDeadlineSeconds !== undefined, () =>
    forbidden('spec.template.spec.activeDeadlineSeconds', `activeDeadlineSeconds in ${kind} is not Supported`)),
];

export const containerColumns = <T extends KubeObject>(containersOf: (object: T) => readonly core.Container[] | undefined): Column<T>[] => [
  wideColumn('Containers', 'Names of the containers in the template.', (object) => (containersOf(object) ?? []).map(({ name }) => name).join(',')),
  wideColumn('Images', 'Images of the containers in the template.', (object) => (containersOf(object) ?? []).map(({ image }) => image ?? '').join(',')),
];

export const templateColumns = <T extends KubeObject>(containersOf: (object: T) => readonly core.Container[] | undefined, selectorText: (object: T) => string): Column<T>[] => [
  ...containerColumns(containersOf),
  wideColumn('Selector', 'Labels of the pods that belong to it.', selectorText),
];

/** Of a kind with a label selector and a template. */
export const workloadColumns = <T extends Workload>(): Column<T>[] =>
  templateColumns<T>(({ spec }) => spec.template?.spec?.containers, ({ spec }) => formatLabelSelector(spec.selector));
