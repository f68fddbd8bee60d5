/**
 * Why nodes were ruled out, in plain words with the numbers at hand. One entry per plugin; those that are not here say
 * their own reason.
 */
import { tolerated, type core } from '../../api';
import type { NodeInfo, PodInfo } from '../framework';
import { amountText } from './amount-text';
import { amountOf, freeOn, shortResource } from './resource';

/** Nodes that one plugin ruled out for one reason. */
export interface Group {
  readonly plugin: string;
  readonly reason: string;
  /** What tells these nodes apart from others of the same reason. */
  readonly detail: string;
  readonly nodes: readonly NodeInfo[];
  readonly pod: PodInfo;
}

interface Wording {
  detail?(node: NodeInfo, pod: PodInfo): string;
  phrase(group: Group): string;
}

export const countOf = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** `2 nodes lack`, `1 node lacks`. */
const nodesThat = ({ nodes: { length } }: Group, many: string, one: string): string => `${countOf(length, 'node')} ${length === 1 ? one : many}`;

const largest = (nodes: readonly NodeInfo[], measure: (node: NodeInfo) => number): { readonly node: string; readonly value: number } =>
  nodes.reduce((best, node) => (measure(node) > best.value ? { node: node.name, value: measure(node) } : best), { node: '', value: -Infinity });

function lacking(group: Group): string {
  const resource = shortResource(group.reason);
  if (resource === undefined) return noRoom(group);
  const needed = amountOf(group.pod.requests, resource);
  const { node, value } = largest(group.nodes, (one) => freeOn(one, resource));
  const whole = largest(group.nodes, ({ facts }) => amountOf(facts.allocatable, resource)).value;
  const never = needed > whole ? `, and no more than ${amountText(resource, whole)} when empty` : '';
  return `${nodesThat(group, 'lack', 'lacks')} ${resource} (needs ${amountText(resource, needed)}, most free is ${amountText(resource, value)} on ${node}${never})`;
}

function noRoom(group: Group): string {
  const { node, value } = largest(group.nodes, ({ facts }) => facts.allowedPods);
  return `${nodesThat(group, 'have', 'has')} no room for another pod (at most ${countOf(value, 'pod')} on ${node})`;
}

export const taintText = ({ key, value, effect }: core.Taint): string => `${key}${value ? `=${value}` : ''}:${effect}`;

const untolerated = ({ facts }: NodeInfo, { tolerations }: PodInfo): readonly core.Taint[] => facts.hardTaints.filter((taint) => !tolerated(taint, tolerations));

const entries = (labels: Readonly<Record<string, string>>): string => Object.entries(labels).map(([key, value]) => `${key}=${value}`).join(',');

function wantedLabels({ pod: { spec } }: PodInfo): string {
  const selector = spec?.nodeSelector && Object.keys(spec.nodeSelector).length ? [`nodeSelector ${entries(spec.nodeSelector)}`] : [];
  const affinity = spec?.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution ? ['required node affinity'] : [];
  return [...selector, ...affinity].join(' and ') || 'added node affinity';
}

const hardSpread = ({ pod: { spec } }: PodInfo): string =>
  (spec?.topologySpreadConstraints ?? []).filter(({ whenUnsatisfiable }) => whenUnsatisfiable === 'DoNotSchedule').map(({ topologyKey, maxSkew }) => `${topologyKey}, maxSkew ${maxSkew}`).join('; ');

const topologies = (terms: readonly core.PodAffinityTerm[] = []): string => [...new Set(terms.map(({ topologyKey }) => topologyKey))].join(', ');

const affinityPhrases: Readonly<Record<string, (group: Group) => string>> = {
  "node(s) didn't match pod affinity rules": (group) =>
    `${nodesThat(group, 'are', 'is')} not with the pods that it must be with (by ${topologies(group.pod.pod.spec?.affinity?.podAffinity?.requiredDuringSchedulingIgnoredDuringExecution)})`,
  "node(s) didn't match pod anti-affinity rules": (group) =>
    `${nodesThat(group, 'are', 'is')} with pods that it must be apart from (by ${topologies(group.pod.pod.spec?.affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution)})`,
  "node(s) didn't satisfy existing pods anti-affinity rules": (group) => `${nodesThat(group, 'have', 'has')} pods near that must be apart from it`,
};

const ownWords: Wording = { phrase: (group) => `${nodesThat(group, 'are', 'is')} ruled out by ${group.plugin} (${group.reason})` };

const wordings: Readonly<Record<string, Wording>> = {
  NodeResourcesFit: { phrase: lacking },
  TaintToleration: {
    detail: (node, pod) => untolerated(node, pod).map(taintText).join(', '),
    phrase: (group) => `${nodesThat(group, 'have', 'has')} the taint${group.detail.includes(', ') ? 's' : ''} ${group.detail}, which it does not tolerate`,
  },
  NodeUnschedulable: { phrase: (group) => `${nodesThat(group, 'are', 'is')} cordoned` },
  NodeName: { phrase: (group) => `${nodesThat(group, 'are', 'is')} not ${group.pod.pod.spec?.nodeName ?? ''}, which it names` },
  NodeAffinity: { phrase: (group) => `${nodesThat(group, 'do', 'does')} not match its ${wantedLabels(group.pod)}` },
  NodePorts: { phrase: (group) => `${nodesThat(group, 'have', 'has')} no free host port ${group.pod.hostPorts.map(({ port }) => port).join(', ')}` },
  PodTopologySpread: {
    phrase: (group) => (group.reason.endsWith('(missing required label)')
      ? `${nodesThat(group, 'lack', 'lacks')} a label over which it must be spread (${hardSpread(group.pod)})`
      : `${nodesThat(group, 'have', 'has')} too many of its kind already (spread over ${hardSpread(group.pod)})`),
  },
  InterPodAffinity: { phrase: (group) => (affinityPhrases[group.reason] ?? ownWords.phrase)(group) },
};

const wordingOf = (plugin: string): Wording => (Object.hasOwn(wordings, plugin) ? wordings[plugin] : undefined) ?? ownWords;

export const detailOf = (plugin: string, node: NodeInfo, pod: PodInfo): string => wordingOf(plugin).detail?.(node, pod) ?? '';

export const phraseOf = (group: Group): string => wordingOf(group.plugin).phrase(group);
