/** DaemonSets (kubernetes pkg/registry/apps/daemonset, pkg/apis/apps/validation). */
import { define } from '../../define';
import { invalid, required, type FieldError } from '../../field-error';
import type * as apps from '../../schema/types/apps.v1';
import { countOrPercent, immutable, nonNegative, notMoreThanAll, when } from '../checks';
import { ageColumn, column, formatLabels, nameColumn } from '../columns';
import { defaultPodTemplate } from '../core/pod-template/default';
import { same } from '../equality';
import { statusView } from '../status-view';
import { validateSelected, warnAboutTemplate, workloadColumns } from '../workload';
import { notDecremented } from './collisions';

export const daemonsets = define<apps.DaemonSet>('apps', 'v1', 'DaemonSet', {
  strategy: {
    default({ spec }) {
      defaultUpdates(spec);
      spec.revisionHistoryLimit ??= 10;
      defaultPodTemplate(spec.template);
    },
    prepareForCreate: (set) => setTemplateGeneration(set, Math.max(templateGeneration(set), 1)),
    prepareForUpdate(set, old) {
      const generation = templateGeneration(old);
      setTemplateGeneration(set, same(set.spec.template, old.spec.template) ? generation : generation + 1);
    },
    validate: (set) => [
      ...validateSelected(set, { kind: 'daemonset', templateKind: 'DaemonSet' }),
      ...nonNegative(set.spec.minReadySeconds, 'spec.minReadySeconds'),
      ...validateUpdates(set.spec.updateStrategy ?? {}),
      ...nonNegative(set.spec.revisionHistoryLimit, 'spec.revisionHistoryLimit'),
    ],
    warnings: warnAboutTemplate,
    validateUpdate: ({ spec }, { spec: old }) => immutable(spec.selector, old.selector, 'spec.selector'),
  },
  subresources: { status: statusView({ validateUpdate: validateStatus }) },
  columns: [
    nameColumn(),
    column('Desired', 'Nodes that should run a pod.', ({ status }) => status.desiredNumberScheduled ?? 0, 'integer'),
    column('Current', 'Nodes that should run a pod and have one.', ({ status }) => status.currentNumberScheduled ?? 0, 'integer'),
    column('Ready', 'Nodes whose pod is ready.', ({ status }) => status.numberReady ?? 0, 'integer'),
    column('Up-to-date', 'Nodes whose pod is of the current template.', ({ status }) => status.updatedNumberScheduled ?? 0, 'integer'),
    column('Available', 'Nodes whose pod has been ready for long enough.', ({ status }) => status.numberAvailable ?? 0, 'integer'),
    column('Node Selector', 'Labels of the nodes that are meant.', ({ spec }) => formatLabels(spec.template?.spec?.nodeSelector)),
    ageColumn(),
    ...workloadColumns<apps.DaemonSet>(),
  ],
});

function defaultUpdates(spec: apps.DaemonSetSpec): void {
  const strategy = (spec.updateStrategy ??= {});
  strategy.type ??= 'RollingUpdate';
  if (strategy.type !== 'RollingUpdate') return;
  strategy.rollingUpdate ??= {};
  strategy.rollingUpdate.maxUnavailable ??= 1;
  strategy.rollingUpdate.maxSurge ??= 0;
}

/** A field of extensions/v1beta1 that lives on as an annotation, which the server keeps (pkg/apis/apps/v1/conversion.go). */
const generationAnnotation = 'deprecated.daemonset.template.generation';

const templateGeneration = ({ metadata }: apps.DaemonSet): number => Number(metadata.annotations?.[generationAnnotation]) || 0;

function setTemplateGeneration({ metadata }: apps.DaemonSet, generation: number): void {
  if (generation) metadata.annotations = { ...metadata.annotations, [generationAnnotation]: String(generation) };
}

function validateUpdates({ type, rollingUpdate }: apps.DaemonSetUpdateStrategy): FieldError[] {
  const field = 'spec.updateStrategy.rollingUpdate';
  if (type !== 'RollingUpdate') return [];
  if (!rollingUpdate) return [required(field)];
  const { maxUnavailable = 0, maxSurge = 0 } = rollingUpdate;
  return [
    ...countOrPercent(maxUnavailable, `${field}.maxUnavailable`),
    ...countOrPercent(maxSurge, `${field}.maxSurge`),
    ...notMoreThanAll(maxUnavailable, `${field}.maxUnavailable`),
    ...notMoreThanAll(maxSurge, `${field}.maxSurge`),
    ...when(!isZero(maxUnavailable) && !isZero(maxSurge), () => invalid(`${field}.maxSurge`, maxSurge, 'may not be set when maxUnavailable is non-zero')),
    ...when(isZero(maxUnavailable) && isZero(maxSurge), () => required(`${field}.maxUnavailable`, 'cannot be 0 when maxSurge is 0')),
  ];
}

const isZero = (value: number | string): boolean => parseInt(String(value), 10) === 0;

const counts = [
  'currentNumberScheduled', 'numberMisscheduled', 'desiredNumberScheduled', 'numberReady', 'observedGeneration',
  'updatedNumberScheduled', 'numberAvailable', 'numberUnavailable', 'collisionCount',
] as const;

function validateStatus({ status }: apps.DaemonSet, { status: old }: apps.DaemonSet): FieldError[] {
  return [...counts.flatMap((name) => nonNegative(status[name], `status.${name}`)), ...notDecremented(status.collisionCount, old.collisionCount)];
}
