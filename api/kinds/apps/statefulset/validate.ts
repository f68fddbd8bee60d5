/** Rules of stateful sets (kubernetes pkg/apis/apps/validation ValidateStatefulSet). */
import { invalid, notSupported, type FieldError } from '../../../field-error';
import type * as apps from '../../../schema/types/apps.v1';
import type * as core from '../../../schema/types/core.v1';
import { countOrPercent, each, given, label, nonNegative, notMoreThanAll, when } from '../../checks';
import { validateClaimSpec } from '../../core/persistentvolumeclaim/validate';
import { claimSpecWarnings } from '../../core/persistentvolumeclaim/warnings';
import { internalForm } from '../../internal-form';
import { validateSelected, warnAboutTemplate } from '../../workload';
import { notDecremented } from '../collisions';

/** The rules for names of services, claims and templates came late: a set that broke them before may go on doing so. */
export const validateStatefulSet = (set: apps.StatefulSet, old?: apps.StatefulSet): FieldError[] => [
  ...validateOwn(set.spec),
  ...(old ? [] : given(set.spec.serviceName, (name) => label(name, 'spec.serviceName'))),
  ...(old && validateParts(old).length ? [] : validateParts(set)),
];

const validateOwn = (spec: apps.StatefulSetSpec): FieldError[] => [
  ...when(spec.podManagementPolicy && !policies.includes(spec.podManagementPolicy), () =>
    invalid('spec.podManagementPolicy', spec.podManagementPolicy, "must be 'OrderedReady' or 'Parallel'")),
  ...validateStrategy(spec.updateStrategy ?? {}),
  ...validateRetention(spec.persistentVolumeClaimRetentionPolicy ?? {}),
  ...nonNegative(spec.replicas, 'spec.replicas'),
  ...nonNegative(spec.minReadySeconds, 'spec.minReadySeconds'),
  ...nonNegative(spec.ordinals?.start, 'spec.ordinals.start'),
];

const policies = ['OrderedReady', 'Parallel'];
const retentions = ['Retain', 'Delete'];

const validateRetention = (policy: apps.StatefulSetPersistentVolumeClaimRetentionPolicy): FieldError[] =>
  (['whenDeleted', 'whenScaled'] as const).flatMap((name) => when(!retentions.includes(policy[name] ?? 'Retain'), () =>
    notSupported(`spec.persistentVolumeClaimRetentionPolicy.${name}`, policy[name], retentions)));

const validateParts = (set: apps.StatefulSet): FieldError[] => [
  ...each(set.spec.volumeClaimTemplates, 'spec.volumeClaimTemplates', (claim, at) => validateClaimSpec(claim.spec, `${at}.spec`)),
  ...validateSelected({ ...set, spec: { ...set.spec, template: withClaims(set.spec) } }, { kind: 'statefulset', templateKind: 'StatefulSet', badSelector: '' }),
];

/** What is taken, and rarely meant. */
export const warnAboutStatefulSet = (set: apps.StatefulSet, old: apps.StatefulSet | undefined): string[] => [
  ...warnAboutTemplate(set, old),
  // The path of an update is upstream's.
  ...(set.spec.volumeClaimTemplates ?? []).flatMap((claim, i) => claimSpecWarnings(claim.spec, `spec.volumeClaimTemplates[${i}]${old ? '.Spec' : ''}`)),
  ...((set.spec.revisionHistoryLimit ?? 0) < 0 ? ['spec.revisionHistoryLimit: a negative value retains all historical revisions; a value >= 0 is recommended'] : []),
];

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
  if (type === 'OnDelete') return when(rollingUpdate, () => invalid(field, internalForm('apps.v1.RollingUpdateStatefulSetStrategy', rollingUpdate ?? {}), "only allowed for updateStrategy 'RollingUpdate'"));
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
