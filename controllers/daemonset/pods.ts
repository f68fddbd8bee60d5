/** The pods of a DaemonSet: for which node one is, of which revision, and how it is made (upstream's pkg/controller/daemon/util). Pure. */
import type { apps, core } from '../../api';
import { isPodFinished } from '../pods/state';
import { daemonTolerations } from './tolerations';

export const hashLabel = 'controller-revision-hash';

/** A label of extensions/v1beta1 that lives on. */
const generationLabel = 'pod-template-generation';
const generationAnnotation = 'deprecated.daemonset.template.generation';

export type PodsByNode = ReadonlyMap<string, readonly core.Pod[]>;

/** Where it runs, or is to run: the one node that its required affinity names (upstream's GetTargetNodeName). */
export function nodeOf({ spec }: core.Pod): string | undefined {
  if (spec.nodeName) return spec.nodeName;
  const terms = spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [];
  for (const { matchFields = [] } of terms) {
    const values = matchFields.find(({ key, operator }) => key === 'metadata.name' && operator === 'In')?.values;
    if (values) return values.length === 1 ? values[0] : undefined;
  }
  return undefined;
}

/** Without those that have ended and are only held by somebody's finalizer. */
export function podsByNode(pods: readonly core.Pod[]): PodsByNode {
  const nodes = new Map<string, core.Pod[]>();
  for (const pod of pods) {
    const name = nodeOf(pod);
    if (name === undefined || (isPodFinished(pod) && isTerminating(pod))) continue;
    const there = nodes.get(name);
    if (there) there.push(pod);
    else nodes.set(name, [pod]);
  }
  return nodes;
}

export const isTerminating = (pod: core.Pod): boolean => pod.metadata.deletionTimestamp !== undefined;

const order = (a = '', b = ''): number => (a < b ? -1 : Number(a > b));

/** Those on a node first, then the oldest. */
export const bySeniority = (a: core.Pod, b: core.Pod): number => Number(Boolean(b.spec.nodeName)) - Number(Boolean(a.spec.nodeName))
  || order(a.metadata.creationTimestamp, b.metadata.creationTimestamp) || order(a.metadata.name, b.metadata.name);

const generationOf = ({ metadata }: apps.DaemonSet): string | undefined => {
  const text = metadata.annotations?.[generationAnnotation];
  return text !== undefined && /^-?\d+$/.test(text) ? text : undefined;
};

export function isUpdated(set: apps.DaemonSet, pod: core.Pod, hash: string): boolean {
  const { labels = {} } = pod.metadata;
  const generation = generationOf(set);
  return labels[hashLabel] === hash || (generation !== undefined && labels[generationLabel] === generation);
}

/** The template for one node: the default scheduler can bind the pod to no other. */
export function templateFor(set: apps.DaemonSet, node: string, hash: string): core.PodTemplateSpec {
  const { metadata, spec = { containers: [] } } = set.spec.template;
  const generation = generationOf(set);
  return {
    metadata: { ...metadata, labels: { ...metadata?.labels, ...(generation !== undefined && { [generationLabel]: generation }), [hashLabel]: hash } },
    spec: { ...spec, affinity: onlyOn(node, spec.affinity), tolerations: [...daemonTolerations(spec)] },
  };
}

const onlyOn = (node: string, affinity: core.Affinity | undefined): core.Affinity => ({
  ...affinity,
  nodeAffinity: {
    ...affinity?.nodeAffinity,
    requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchFields: [{ key: 'metadata.name', operator: 'In', values: [node] }] }] },
  },
});
