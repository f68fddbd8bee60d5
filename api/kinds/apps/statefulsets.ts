/** StatefulSets (kubernetes pkg/registry/apps/statefulset, pkg/apis/apps/validation). */
import { define } from '../../define';
import { forbidden, type FieldError } from '../../field-error';
import type * as apps from '../../schema/types/apps.v1';
import { when } from '../checks';
import { ageColumn, column, nameColumn } from '../columns';
import { same } from '../equality';
import { scaleProjection } from '../scale';
import { statusView } from '../status-view';
import { containerColumns } from '../workload';
import { defaultStatefulSet } from './statefulset/default';
import { validateStatefulSet, validateStatefulSetStatus, warnAboutStatefulSet } from './statefulset/validate';

export const statefulsets = define<apps.StatefulSet>('apps', 'v1', 'StatefulSet', {
  // Its name becomes the host name of its pods.
  strategy: { nameRule: 'label', default: defaultStatefulSet, validate: validateStatefulSet, validateUpdate: validateChange, warnings: warnAboutStatefulSet },
  subresources: { status: statusView({ validateUpdate: validateStatefulSetStatus }), scale: scaleProjection() },
  columns: [
    nameColumn(),
    column('Ready', 'Pods that are ready, of those there should be.', ({ spec, status }) => `${status.readyReplicas ?? 0}/${spec.replicas ?? 0}`),
    ageColumn(),
    ...containerColumns<apps.StatefulSet>(({ spec }) => spec.template?.spec?.containers),
  ],
});

const changeable = ['replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy', 'minReadySeconds'] as const;

const withOldChangeables = (spec: apps.StatefulSetSpec, old: apps.StatefulSetSpec): apps.StatefulSetSpec =>
  changeable.reduce((merged, name) => ({ ...merged, [name]: old[name] }), spec);

function validateChange({ spec }: apps.StatefulSet, { spec: old }: apps.StatefulSet): FieldError[] {
  const names = changeable.map((name) => `'${name}'`);
  return when(!same(withOldChangeables(spec, old), old), () =>
    forbidden('spec', `updates to statefulset spec for fields other than ${names.slice(0, -1).join(', ')} and ${names.at(-1)} are forbidden`));
}
