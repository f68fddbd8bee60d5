/** ReplicationControllers (kubernetes pkg/registry/core/replicationcontroller, pkg/apis/core/validation). */
import { define } from '../../define';
import { invalid, required, type FieldError } from '../../field-error';
import { labelFault } from '../../names';
import { selectorOf } from '../../selector';
import type * as core from '../../schema/types/core.v1';
import { nonNegative, when } from '../checks';
import { formatLabels, none } from '../columns';
import { same } from '../equality';
import { replicaColumns, validateReplicaStatus } from '../replicas';
import { scaleProjectionBy } from '../scale';
import { statusView } from '../status-view';
import { templateColumns, validateLastingTemplate } from '../workload';
import { defaultPodTemplate } from './pod-template/default';
import { templateWarnings } from './pod-template/warnings';

type Controller = core.ReplicationController;

const selectorText = ({ spec: { selector } }: Controller): string => (selector && Object.keys(selector).length ? formatLabels(selector) : '');

export const replicationcontrollers = define<Controller>('', 'v1', 'ReplicationController', {
  strategy: {
    // Its pods outlive it unless a client says otherwise: clients older than garbage collection expect them to stay.
    defaultPropagation: 'Orphan',
    default(controller) {
      defaultPodTemplate(controller.spec.template);
      takeLabels(controller);
    },
    validate: ({ spec }) => [
      ...nonNegative(spec.minReadySeconds, 'spec.minReadySeconds'),
      ...when(!Object.keys(spec.selector ?? {}).length, () => required('spec.selector')),
      ...nonNegative(spec.replicas, 'spec.replicas'),
      ...validateTemplate(spec),
    ],
    warnings: warnAboutController,
  },
  subresources: { status: statusView<Controller>({ validateUpdate: validateReplicaStatus }), scale: scaleProjectionBy(selectorText) },
  fields: { 'status.replicas': ({ status }) => String(status.replicas ?? 0) },
  columns: [
    ...replicaColumns<Controller>(),
    ...templateColumns<Controller>(({ spec }) => spec.template?.spec?.containers, (controller) => selectorText(controller) || none),
  ],
});

/** What it selects, and what it is called, follow from its template. */
function takeLabels({ metadata, spec }: Controller): void {
  const labels = spec.template?.metadata?.labels;
  if (!labels) return;
  if (!Object.keys(spec.selector ?? {}).length) spec.selector = { ...labels };
  if (!Object.keys(metadata.labels ?? {}).length) metadata.labels = { ...labels };
}

function validateTemplate({ selector = {}, template }: core.ReplicationControllerSpec): FieldError[] {
  if (!template) return [required('spec.template')];
  const labels = template.metadata?.labels;
  return [
    ...when(Object.keys(selector).length && !selectorOf({ matchLabels: selector }).matches(labels), () =>
      invalid('spec.template.metadata.labels', labels, '`selector` does not match template `labels`')),
    ...validateLastingTemplate(template, 'ReplicationController'),
  ];
}

/** An update that changes nothing but its status or metadata is nobody's who could do something about it. */
function warnAboutController({ metadata, spec }: Controller, old: Controller | undefined): string[] {
  const fault = old ? undefined : labelFault(metadata.name ?? '');
  return [
    ...(fault ? [`metadata.name: this is used in Pod names and hostnames, which can result in surprising behavior; a DNS label is recommended: [${fault}]`] : []),
    ...(same(spec, old?.spec) ? [] : templateWarnings(spec.template, 'template')),
  ];
}
