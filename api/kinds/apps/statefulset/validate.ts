/** Rules of stateful sets (kubernetes pkg/apis/apps/validation ValidateStatefulSet). */
import { invalid, type FieldError } from '../../../field-error';
import type * as apps from '../../../schema/types/apps.v1';
import type * as core from '../../../schema/types/core.v1';
import { countOrPercent, each, given, label, nonNegative, notMoreThanAll, when } from '../../checks';
import { validateClaimSpec } from '../../core/persistentvolumeclaim/validate';
import { validateLastingTemplate, validateSelected } from '../../workload';

export function validateStatefulSet(set: apps.StatefulSet): FieldError[] {
  const { spec } = set;
  return [
    ...validateStrategy(spec.updateStrategy ?? {}),
    ...nonNegative(spec.replicas, 'spec.replicas'),
    ...nonNegative(spec.minReadySeconds, 'spec.minReadySeconds'),
    ...nonNegative(spec.revisionHistoryLimit, 'spec.revisionHistoryLimit'),
    ...nonNegative(spec.ordinals?.start, 'spec.ordinals.start'),
    ...given(spec.serviceName, (name) => label(name, 'spec.serviceName')),
    ...each(spec.volumeClaimTemplates, 'spec.volumeClaimTemplates', (claim, at) => validateClaimSpec(claim.spec, `${at}.spec`)),
    ...validateSelected(set, 'statefulset'),
    ...validateLastingTemplate(withClaims(spec), 'StatefulSet'),
  ];
}

/** The template as its pods will be: every claim is a volume, in place of one of the same name. */
function withClaims({ template, volumeClaimTemplates: claims = [] }: apps.StatefulSetSpec): core.PodTemplateSpec {
  if (!template?.spec || !claims.length) return template;
  const names = claims.map(({ metadata }) => metadata.name ?? '');
  const others = (template.spec.volumes ?? []).filter(({ name }) => !names.includes(name));
  const claimed = names.map((name): core.Volume => ({ name, persistentVolumeClaim: { claimName: name } }));
  return { ...template, spec: { ...template.spec, volumes: [...others, ...claimed] } };
}

function validateStrategy({ type, rollingUpdate }: apps.StatefulSetUpdateStrategy): FieldError[] {
  const field = 'spec.updateStrategy.rollingUpdate';
  if (type === 'OnDelete') return when(rollingUpdate, () => invalid(field, rollingUpdate, "only allowed for updateStrategy 'RollingUpdate'"));
  const { partition, maxUnavailable } = rollingUpdate ?? {};
  return [...nonNegative(partition, `${field}.partition`), ...given(maxUnavailable, (count) => validateMaxUnavailable(count, `${field}.maxUnavailable`))];
}

const validateMaxUnavailable = (count: number | string, field: string): FieldError[] => [
  ...countOrPercent(count, field),
  ...when(parseInt(String(count), 10) === 0, () => invalid(field, count, 'cannot be 0')),
  ...notMoreThanAll(count, field),
];

const counts = ['replicas', 'readyReplicas', 'currentReplicas', 'updatedReplicas', 'availableReplicas', 'observedGeneration', 'collisionCount'] as const;
const parts = ['readyReplicas', 'currentReplicas', 'updatedReplicas', 'availableReplicas'] as const;

export function validateStatefulSetStatus({ status }: apps.StatefulSet, { status: old }: apps.StatefulSet): FieldError[] {
  const { replicas = 0, readyReplicas = 0, availableReplicas = 0, collisionCount } = status;
  return [
    ...counts.flatMap((name) => nonNegative(status[name], `status.${name}`)),
    ...parts.flatMap((name) => when((status[name] ?? 0) > replicas, () => invalid(`status.${name}`, status[name], 'cannot be greater than status.replicas'))),
    ...when(availableReplicas > readyReplicas, () => invalid('status.availableReplicas', availableReplicas, 'cannot be greater than status.readyReplicas')),
    ...notDecremented(collisionCount, old.collisionCount),
  ];
}

export const notDecremented = (count: number | undefined, old: number | undefined): FieldError[] =>
  when(old !== undefined && (count ?? -1) < old, () => invalid('status.collisionCount', count ?? 0, 'cannot be decremented'));
