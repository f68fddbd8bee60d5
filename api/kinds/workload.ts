/** What workloads with a selector and a pod template share: rules and columns. */
import type { Column } from '../definition';
import { forbidden, invalid, notSupported, required, type FieldError } from '../field-error';
import { labelFault } from '../names';
import type { KubeObject } from '../object';
import { selectorOf } from '../selector';
import type * as core from '../schema/types/core.v1';
import type * as meta from '../schema/types/meta.v1';
import { labelSelector, when } from './checks';
import { formatLabelSelector, wideColumn } from './columns';
import { validatePodTemplate } from './core/pod-template/validate';
import { templateWarnings } from './core/pod-template/warnings';
import { same } from './equality';

export interface Workload extends KubeObject {
  spec: { selector?: meta.LabelSelector; template?: core.PodTemplateSpec };
}

const isEmpty = ({ matchLabels, matchExpressions }: meta.LabelSelector): boolean => !Object.keys(matchLabels ?? {}).length && !matchExpressions?.length;

interface WorkloadTexts {
  /** As faults of the selector name the kind. */
  readonly kind: string;
  /** As faults of the template name it. */
  readonly templateKind: string;
  /** What is said of a selector that is none; the template is then not looked at. Absent: nothing, and it is. */
  readonly badSelector?: string;
}

/** A selector that selects something, and among it the pods of the template, which are to run for ever. No selector selects nothing. */
export function validateSelected({ spec: { selector, template } }: Workload, { kind, templateKind, badSelector }: WorkloadTexts): FieldError[] {
  const faults = selector ? labelSelector(selector, 'spec.selector') : [required('spec.selector')];
  const empty = when(selector && isEmpty(selector), () => invalid('spec.selector', selector, `empty selector is invalid for ${kind}`));
  const isNone = Boolean(selector) && faults.length > 0;
  if (isNone && badSelector !== undefined) return [...faults, ...empty, invalid('spec.selector', selector, badSelector)];
  const labels = template?.metadata?.labels;
  const selects = isNone || (selector && selectorOf(selector).matches(labels));
  return [
    ...faults, ...empty,
    ...when(!selects, () => invalid('spec.template.metadata.labels', labels, '`selector` does not match template `labels`')),
    ...validateLastingTemplate(template, templateKind),
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

/** Of a template, unless a change leaves the spec it belongs to as it was. */
export const warnAboutTemplate = ({ spec }: Workload, old: Workload | undefined): string[] => (same(spec, old?.spec) ? [] : templateWarnings(spec.template, 'spec.template'));

/** Of a kind whose name becomes part of the names of pods. */
export const warnAboutName = ({ metadata: { name = '' } }: KubeObject): string[] => {
  const fault = labelFault(name);
  return fault ? [`metadata.name: this is used in Pod names and hostnames, which can result in surprising behavior; a DNS label is recommended: [${fault}]`] : [];
};

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
