/** Deployments (kubernetes pkg/registry/apps/deployment, pkg/apis/apps/validation). */
import { define } from '../../define';
import type * as apps from '../../schema/types/apps.v1';
import { immutable, nonNegative } from '../checks';
import { ageColumn, column, nameColumn } from '../columns';
import { defaultPodTemplate } from '../core/pod-template/default';
import { same } from '../equality';
import { scaleProjection } from '../scale';
import { statusView } from '../status-view';
import { validateSelected, warnAboutName, warnAboutTemplate, workloadColumns } from '../workload';
import { defaultRollout, validateDeploymentStatus, validateRollout } from './deployment/rollout';

export const deployments = define<apps.Deployment>('apps', 'v1', 'Deployment', {
  strategy: {
    default({ spec }) {
      spec.replicas ??= 1;
      defaultRollout(spec);
      defaultPodTemplate(spec.template);
    },
    // Annotations carry over to replica sets, so observers have to see that they changed.
    generation: (now, old) => !same(now.spec, old.spec) || !same(now.metadata.annotations ?? {}, old.metadata.annotations ?? {}),
    validate: (deployment) => [
      ...nonNegative(deployment.spec.replicas, 'spec.replicas'),
      ...validateSelected(deployment, { kind: 'deployment', templateKind: 'ReplicaSet', badSelector: 'invalid label selector' }),
      ...validateRollout(deployment.spec),
    ],
    warnings: (deployment, old) => [...(old ? [] : warnAboutName(deployment)), ...warnAboutTemplate(deployment, old)],
    validateUpdate: ({ spec }, { spec: old }) => immutable(spec.selector, old.selector, 'spec.selector'),
  },
  subresources: { status: statusView({ keep: ['labels'], validateUpdate: validateDeploymentStatus }), scale: scaleProjection() },
  columns: [
    nameColumn(),
    column('Ready', 'Pods that are ready, of those there should be.', ({ spec, status }) => `${status.readyReplicas ?? 0}/${spec.replicas ?? 0}`),
    column('Up-to-date', 'Pods of the current template.', ({ status }) => status.updatedReplicas ?? 0, 'string'),
    column('Available', 'Pods that have been ready for long enough.', ({ status }) => status.availableReplicas ?? 0, 'string'),
    ageColumn(),
    ...workloadColumns<apps.Deployment>(),
  ],
});
