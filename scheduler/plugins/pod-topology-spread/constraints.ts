/** A pod's spread constraints, read for the scheduler (kube-scheduler plugins/podtopologyspread/common.go). */
import { allTolerated, requiredNodes, selectorOf, type core, type LabelSelector } from '../../../api';
import type { NodeFacts, PodInfo, Surroundings } from '../../framework';

export type Action = core.TopologySpreadConstraint['whenUnsatisfiable'];

export interface SpreadConstraint {
  readonly maxSkew: number;
  readonly minDomains: number;
  readonly topologyKey: string;
  readonly selector: LabelSelector;
  /** Nodes that the pod's node selector and affinity rule out are no part of the topology. */
  readonly honorsAffinity: boolean;
  /** Nor are nodes with taints that it does not tolerate. */
  readonly honorsTaints: boolean;
}

export interface DefaultConstraints {
  readonly constraints: readonly core.TopologySpreadConstraint[];
  /** The system's own: nodes count for the keys that they have. Else only nodes with all keys do. */
  readonly system: boolean;
}

export const systemDefaults: DefaultConstraints = {
  system: true,
  constraints: [
    { topologyKey: 'kubernetes.io/hostname', whenUnsatisfiable: 'ScheduleAnyway', maxSkew: 3 },
    { topologyKey: 'topology.kubernetes.io/zone', whenUnsatisfiable: 'ScheduleAnyway', maxSkew: 5 },
  ],
};

/** The labels that matchLabelKeys names, as requirements; the API server adds them when the pod is made, others may not have. */
function withLabelKeys({ labelSelector, matchLabelKeys = [] }: core.TopologySpreadConstraint, labels: Readonly<Record<string, string>>): LabelSelector {
  const there = new Set(labelSelector?.matchExpressions?.map(({ key }) => key));
  const missing = matchLabelKeys.filter((key) => Object.hasOwn(labels, key) && !there.has(key));
  if (!missing.length || !labelSelector) return selectorOf(labelSelector);
  const added = missing.map((key) => ({ key, operator: 'In' as const, values: [labels[key] ?? ''] }));
  return selectorOf({ ...labelSelector, matchExpressions: [...(labelSelector.matchExpressions ?? []), ...added] });
}

const compile = (constraint: core.TopologySpreadConstraint, selector: LabelSelector): SpreadConstraint => ({
  selector,
  maxSkew: constraint.maxSkew,
  topologyKey: constraint.topologyKey,
  minDomains: constraint.minDomains ?? 1,
  honorsAffinity: constraint.nodeAffinityPolicy !== 'Ignore',
  honorsTaints: constraint.nodeTaintsPolicy === 'Honor',
});

const none: readonly SpreadConstraint[] = [];

export const hasOwnConstraints = ({ pod }: PodInfo): boolean => Boolean(pod.spec?.topologySpreadConstraints?.length);

/** The constraints of that severity: the pod's, or the defaults for those that its services and owner select. */
export function constraintsOf({ pod }: PodInfo, action: Action, defaults: DefaultConstraints, surroundings: Surroundings): readonly SpreadConstraint[] {
  const own = pod.spec?.topologySpreadConstraints ?? [];
  const wanted = (own.length ? own : defaults.constraints).filter(({ whenUnsatisfiable }) => whenUnsatisfiable === action);
  if (!wanted.length) return none;
  if (own.length) return wanted.map((constraint) => compile(constraint, withLabelKeys(constraint, pod.metadata.labels ?? {})));
  const siblings = surroundings.siblings(pod);
  return siblings ? wanted.map((constraint) => compile(constraint, siblings)) : none;
}

export const hasAllKeys = ({ labels }: NodeFacts, constraints: readonly SpreadConstraint[]): boolean =>
  constraints.every(({ topologyKey }) => Object.hasOwn(labels, topologyKey));

/** Which nodes are part of a constraint's topology, and a name that tells it apart from others. */
export interface Scope { readonly name: string; readonly includes: (facts: NodeFacts) => boolean }

/** `keys`: the constraints whose labels a node needs to be part of any of them. */
export function scopeOf({ pod: info, keys }: { pod: PodInfo; keys: readonly SpreadConstraint[] }, { honorsAffinity, honorsTaints }: SpreadConstraint): Scope {
  const { spec } = info.pod;
  const wanted = honorsAffinity ? requiredNodes(spec) : undefined;
  const name = JSON.stringify([
    keys.map(({ topologyKey }) => topologyKey).sort(),
    wanted ? [spec?.nodeSelector, spec?.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution] : 0,
    honorsTaints ? info.tolerations : 0,
  ]);
  return {
    name,
    includes: (facts) => hasAllKeys(facts, keys) && (!wanted || wanted(facts)) && (!honorsTaints || allTolerated(facts.hardTaints, info.tolerations)),
  };
}

/** Pods that are going do not count (kubernetes issue 87621). */
export const countsFor = (namespace: string | undefined, { selector }: SpreadConstraint) => ({ pod, key }: PodInfo): boolean =>
  key.namespace === namespace && pod.metadata.deletionTimestamp === undefined && selector.matches(pod.metadata.labels);

/** Tells apart whom constraints count. */
export const countedName = (namespace: string | undefined, { selector }: SpreadConstraint): string =>
  `${namespace ?? ''} ${selector.empty ? '*' : selector.toString()}`;
