/** Descriptions of what decides about a pod's node. */
import type { Descriptions, FieldDescriptions } from '../shape';

const podRules = (near: string): FieldDescriptions => ({
  requiredDuringSchedulingIgnoredDuringExecution: `Pods to be ${near}: without that there is no node for the pod. Looked at when it is scheduled, not later.`,
  preferredDuringSchedulingIgnoredDuringExecution: `Pods to be ${near} if possible, with weights.`,
});

export const scheduling: Descriptions = () => ({
  Affinity: ['Rules about nodes and pods to be near to, or far from.', {
    nodeAffinity: 'Which nodes.', podAffinity: 'Near which pods.', podAntiAffinity: 'Away from which pods.',
  }],
  NodeAffinity: ['Which nodes suit a pod.', {
    requiredDuringSchedulingIgnoredDuringExecution: 'What a node must have. Looked at when the pod is scheduled: it stays when the node changes later.',
    preferredDuringSchedulingIgnoredDuringExecution: 'What a node had better have. Weights of what it has are added up.',
  }],
  NodeSelector: ['Chooses nodes: one of the terms must hold.', { nodeSelectorTerms: 'The terms; one of them is enough.' }],
  NodeSelectorTerm: ['Chooses nodes: all conditions must hold. An empty term chooses none.', {
    matchExpressions: 'Conditions on labels of the node.', matchFields: 'Conditions on fields of the node; metadata.name is the only one.',
  }],
  NodeSelectorRequirement: ['One condition on a node.', {
    key: 'Label or field that is compared.',
    operator: 'In, NotIn, Exists, DoesNotExist, or Gt and Lt for whole numbers.',
    values: 'What to compare with: one number for Gt and Lt, none for Exists and DoesNotExist.',
  }],
  PreferredSchedulingTerm: ['A wish about nodes.', { weight: 'How much it counts, 1 to 100.', preference: 'The nodes that fulfil it. An empty one counts for nothing.' }],
  PodAffinity: ['Which pods a pod wants to be near to.', podRules('near to')],
  PodAntiAffinity: ['Which pods a pod wants to be away from.', podRules('away from')],
  PodAffinityTerm: ['Pods, and what counts as being near them.', {
    labelSelector: 'Labels of those pods. Left out: no pods.',
    namespaces: 'Namespaces of those pods, besides those that namespaceSelector chooses. With neither: the pod\'s own.',
    namespaceSelector: 'Namespaces of those pods by label; an empty one chooses all.',
    topologyKey: 'Label of nodes: those with the same value of it are near each other. kubernetes.io/hostname means the same node.',
    matchLabelKeys: 'Labels of the pod whose values those pods must share, besides the labelSelector.',
    mismatchLabelKeys: 'Labels of the pod whose values those pods must not share.',
  }],
  WeightedPodAffinityTerm: ['A wish about pods.', { weight: 'How much it counts, 1 to 100.', podAffinityTerm: 'The pods.' }],
  Taint: ['Keeps pods away from a node that do not tolerate it.', {
    key: 'Name of the taint.', value: 'Its value.',
    effect: 'NoSchedule: no new pods. PreferNoSchedule: new pods only if nothing else is left. NoExecute: running pods have to leave as well.',
    timeAdded: 'When it was added.',
  }],
  Toleration: ['Lets a pod run on nodes with a taint that it matches.', {
    key: 'Key of the taint. Empty, with operator Exists: every taint.',
    operator: 'Equal (default) compares the value, Exists only the key; Lt and Gt compare whole numbers.',
    value: 'Value of the taint; none with Exists.',
    effect: 'Effect of the taint. Empty: every effect.',
    tolerationSeconds: 'With NoExecute: how long the pod may stay; forever when left out.',
  }],
  TopologySpreadConstraint: ['How evenly pods are spread over parts of the cluster.', {
    maxSkew: 'By how many pods the fullest part may exceed the emptiest; at least 1.',
    topologyKey: 'Label of nodes whose values name the parts, such as topology.kubernetes.io/zone.',
    whenUnsatisfiable: 'DoNotSchedule: the pod waits. ScheduleAnyway: it goes where it does the least harm.',
    labelSelector: 'Pods that are counted.',
    minDomains: 'With fewer parts than this the emptiest counts as 0, so that further parts are asked for. Only with DoNotSchedule.',
    nodeAffinityPolicy: 'Whether nodes that the pod\'s affinity rules out are counted (Ignore) or not (Honor, default).',
    nodeTaintsPolicy: 'Whether nodes whose taints keep the pod away are counted (Ignore, default) or not (Honor).',
    matchLabelKeys: 'Labels of the pod whose values the counted pods must share, such as pod-template-hash.',
  }],
  TopologySelectorTerm: ['Chooses parts of the cluster: all labels must match.', { matchLabelExpressions: 'The labels.' }],
  TopologySelectorLabelRequirement: ['A label with its allowed values.', { key: 'Label.', values: 'Allowed values; one must match.' }],
});
