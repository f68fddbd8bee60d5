/** ReplicaSets (kubernetes pkg/registry/apps/replicaset, pkg/apis/apps/validation). */
import { define } from '../../define';
import { invalid, type FieldError } from '../../field-error';
import type * as apps from '../../schema/types/apps.v1';
import { immutable, nonNegative, when } from '../checks';
import { ageColumn, column, nameColumn } from '../columns';
import { defaultPodTemplate } from '../core/pod-template/default';
import { scaleProjection } from '../scale';
import { statusView } from '../status-view';
import { workloadColumns, validateLastingTemplate, validateSelected } from '../workload';

export const replicasets = define<apps.ReplicaSet>('apps', 'v1', 'ReplicaSet', {
  strategy: {
    default({ spec }) {
      spec.replicas ??= 1;
      defaultPodTemplate(spec.template);
    },
    validate: (set) => [
      ...nonNegative(set.spec.replicas, 'spec.replicas'),
      ...nonNegative(set.spec.minReadySeconds, 'spec.minReadySeconds'),
      ...validateSelected(set, 'deployment'),
      ...validateLastingTemplate(set.spec.template, 'ReplicaSet'),
    ],
    validateUpdate: ({ spec }, { spec: old }) => immutable(spec.selector, old.selector, 'spec.selector'),
  },
  subresources: { status: statusView({ validateUpdate: validateStatus }), scale: scaleProjection() },
  fields: { 'status.replicas': ({ status }) => String(status.replicas ?? 0) },
  columns: [
    nameColumn(),
    column('Desired', 'Pods there should be.', ({ spec }) => spec.replicas ?? 0, 'integer'),
    column('Current', 'Pods there are.', ({ status }) => status.replicas ?? 0, 'integer'),
    column('Ready', 'Pods that are ready.', ({ status }) => status.readyReplicas ?? 0, 'integer'),
    ageColumn(),
    ...workloadColumns<apps.ReplicaSet>(),
  ],
});

const counts = ['replicas', 'fullyLabeledReplicas', 'readyReplicas', 'availableReplicas', 'observedGeneration'] as const;

function validateStatus({ status }: apps.ReplicaSet): FieldError[] {
  const { replicas = 0, readyReplicas = 0, availableReplicas = 0 } = status;
  const parts = ['fullyLabeledReplicas', 'readyReplicas', 'availableReplicas'] as const;
  return [
    ...counts.flatMap((name) => nonNegative(status[name], `status.${name}`)),
    ...parts.flatMap((name) => when((status[name] ?? 0) > replicas, () => invalid(`status.${name}`, status[name], 'cannot be greater than status.replicas'))),
    ...when(availableReplicas > readyReplicas, () => invalid('status.availableReplicas', availableReplicas, 'cannot be greater than readyReplicas')),
  ];
}
