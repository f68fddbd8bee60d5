/** What of a pod's spec may change (kubernetes pkg/apis/core/validation ValidatePodUpdate). */
import { forbidden, invalid, type FieldError } from '../../../field-error';
import type * as core from '../../../schema/types/core.v1';
import { when } from '../../checks';
import { same } from '../../equality';
import { fixedPodAnnotations } from '../pod-template/annotations';

export function validatePodUpdate(pod: core.Pod, old: core.Pod): FieldError[] {
  const { spec } = pod;
  const annotations = fixedPodAnnotations(pod, old);
  if (same(spec, old.spec)) return annotations;
  const counts = [...containerCount(spec, old.spec, 'containers'), ...containerCount(spec, old.spec, 'initContainers')];
  if (counts.length) return [...annotations, ...counts.slice(0, 1)];
  const longer = deadline(spec.activeDeadlineSeconds, old.spec.activeDeadlineSeconds);
  if (longer.length && spec.activeDeadlineSeconds !== undefined) return [...annotations, ...longer];
  return [
    ...annotations,
    ...longer,
    ...tolerationsOnlyAdded(spec.tolerations ?? [], old.spec.tolerations ?? []),
    ...gatesOnlyRemoved(spec, old.spec),
    ...(isGated(old.spec) ? narrowedOnly(spec, old.spec) : []),
    ...when(!same(withMutableOf(spec, old.spec), old.spec), () => forbidden('spec', `pod updates may not change fields other than ${mutable.join(',')}`)),
  ];
}

const mutable = [
  '`spec.containers[*].image`', '`spec.initContainers[*].image`', '`spec.activeDeadlineSeconds`',
  '`spec.tolerations` (only additions to existing tolerations)',
  '`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)',
];

/** A binding, which gives a pod its node, does not count as a change of what was asked for (KEP-5067). */
export const specChanged = ({ spec }: core.Pod, old: core.Pod): boolean => !same({ ...spec, nodeName: '' }, { ...old.spec, nodeName: '' });

const isGated = (spec: core.PodSpec): boolean => Boolean(spec.schedulingGates?.length);

const containerCount = (spec: core.PodSpec, old: core.PodSpec, list: 'containers' | 'initContainers'): FieldError[] =>
  when((spec[list]?.length ?? 0) !== (old[list]?.length ?? 0), () => forbidden(`spec.${list}`, 'pod updates may not add or remove containers'));

function deadline(seconds: number | undefined, old: number | undefined): FieldError[] {
  const field = 'spec.activeDeadlineSeconds';
  if (seconds === undefined) return when(old !== undefined, () => invalid(field, undefined, 'must not update from a positive integer to nil value'));
  return when(old !== undefined && old < seconds, () => invalid(field, seconds, 'must be less than or equal to previous value'));
}

function tolerationsOnlyAdded(tolerations: readonly core.Toleration[], old: readonly core.Toleration[]): FieldError[] {
  const kept = (before: core.Toleration): boolean => tolerations.some((now) => same({ ...before, tolerationSeconds: now.tolerationSeconds }, now));
  return when(!old.every(kept), () => forbidden('spec.tolerations', 'existing toleration can not be modified except its tolerationSeconds'));
}

const gatesOnlyRemoved = (spec: core.PodSpec, old: core.PodSpec): FieldError[] =>
  (spec.schedulingGates ?? []).flatMap(({ name }, i) =>
    when(!old.schedulingGates?.some((gate) => gate.name === name), () =>
      forbidden(`spec.schedulingGates[${i}].name`, `only deletion is allowed, but found new scheduling gate '${name}'`)));

/** While gated, a pod's choice of nodes may become smaller (KEP-3838). */
const narrowedOnly = (spec: core.PodSpec, old: core.PodSpec): FieldError[] => [
  ...when(Object.entries(old.nodeSelector ?? {}).some(([key, value]) => spec.nodeSelector?.[key] !== value), () =>
    invalid('spec.nodeSelector', spec.nodeSelector, 'only additions to spec.nodeSelector are allowed (no mutations or deletions)')),
  ...affinityNarrowed(spec.affinity?.nodeAffinity, old.affinity?.nodeAffinity),
];

const requiredRules = 'requiredDuringSchedulingIgnoredDuringExecution';

function affinityNarrowed(affinity: core.NodeAffinity | undefined, old: core.NodeAffinity | undefined): FieldError[] {
  const before = old?.[requiredRules]?.nodeSelectorTerms;
  if (!before?.length) return [];
  const field = `spec.affinity.nodeAffinity.${requiredRules}.nodeSelectorTerms`;
  const terms = affinity?.[requiredRules]?.nodeSelectorTerms ?? [];
  if (terms.length !== before.length) return [invalid(field, terms, 'no additions/deletions to non-empty NodeSelectorTerms list are allowed')];
  return before.flatMap((term, i) => when(!isNarrowed(terms[i], term), () => invalid(`${field}[${i}]`, terms[i], 'only additions are allowed (no mutations or deletions)')));
}

/** A term without requirements selects nothing, so that any would widen it. */
function isNarrowed(term: core.NodeSelectorTerm | undefined, { matchExpressions = [], matchFields = [] }: core.NodeSelectorTerm): boolean {
  const [expressions, fields] = [term?.matchExpressions ?? [], term?.matchFields ?? []];
  if (!matchExpressions.length && !matchFields.length && (expressions.length || fields.length)) return false;
  return same(expressions.slice(0, matchExpressions.length), matchExpressions) && same(fields.slice(0, matchFields.length), matchFields);
}

/** The new spec with everything that may change as it was: what differs still must not. */
function withMutableOf(spec: core.PodSpec, old: core.PodSpec): core.PodSpec {
  const imagesOf = (containers: core.Container[] | undefined, before: core.Container[] | undefined): core.Container[] | undefined =>
    containers?.map((container, i) => ({ ...container, image: before?.[i]?.image }));
  const wasNegative = (old.terminationGracePeriodSeconds ?? 0) < 0 && spec.terminationGracePeriodSeconds === 1;
  return {
    ...spec,
    containers: imagesOf(spec.containers, old.containers) ?? [],
    initContainers: imagesOf(spec.initContainers, old.initContainers),
    activeDeadlineSeconds: old.activeDeadlineSeconds,
    tolerations: old.tolerations,
    schedulingGates: old.schedulingGates,
    ...(wasNegative && { terminationGracePeriodSeconds: old.terminationGracePeriodSeconds }),
    ...(isGated(old) && { nodeSelector: old.nodeSelector, affinity: withNodeAffinity(spec.affinity, old.affinity) }),
  };
}

function withNodeAffinity(affinity: core.Affinity | undefined, old: core.Affinity | undefined): core.Affinity | undefined {
  const merged = { ...affinity, nodeAffinity: old?.nodeAffinity };
  return Object.values(merged).some((rules) => rules !== undefined) || old ? merged : undefined;
}
