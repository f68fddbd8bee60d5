/** The rules of affinity and spreading as anybody would write them down, pod by pod: slow, and without the counting that plugins do. */
import type { core } from '../../api';
import type { PodInfo } from '../framework';

export interface Placed { readonly info: PodInfo; readonly on: core.Node }

export const labelsOf = ({ metadata }: { metadata: { labels?: Record<string, string> } }): Record<string, string> => metadata.labels ?? {};
const selects = (selector: core.PodAffinityTerm['labelSelector'], one: core.Pod): boolean =>
  Object.entries(selector?.matchLabels ?? {}).every(([key, value]) => labelsOf(one)[key] === value);
const together = (key: string, a: core.Node, b: core.Node): boolean => labelsOf(a)[key] !== undefined && labelsOf(a)[key] === labelsOf(b)[key];

const antiTerms = ({ spec }: core.Pod) => spec?.affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
export const affinityTerms = ({ spec }: core.Pod) => spec?.affinity?.podAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [];

export const keepsAway = (one: Placed, other: Placed): boolean =>
  antiTerms(one.info.pod).some(({ labelSelector, topologyKey }) => selects(labelSelector, other.info.pod) && together(topologyKey, one.on, other.on));

/** Each of them is with somebody whom all terms mean, unless nobody was there when the first one came. */
export function lonely(one: Placed, others: readonly Placed[]): boolean {
  const terms = affinityTerms(one.info.pod);
  const meant = others.filter(({ info }) => terms.every(({ labelSelector }) => selects(labelSelector, info.pod)));
  const own = terms.every(({ labelSelector }) => selects(labelSelector, one.info.pod));
  if (!meant.length && own) return false;
  return terms.some(({ topologyKey }) => !meant.some(({ on }) => together(topologyKey, one.on, on)));
}

export function tooUneven(one: Placed, others: readonly Placed[], nodes: readonly core.Node[]): boolean {
  const hard = (one.info.pod.spec?.topologySpreadConstraints ?? []).filter(({ whenUnsatisfiable }) => whenUnsatisfiable === 'DoNotSchedule');
  const eligible = nodes.filter((each) => hard.every(({ topologyKey }) => topologyKey in labelsOf(each)));
  return hard.some(({ topologyKey, labelSelector, maxSkew, minDomains = 1 }) => {
    const domains = new Map(eligible.map((each) => [labelsOf(each)[topologyKey] ?? '', 0]));
    for (const { info, on } of others) {
      if (eligible.some(({ metadata }) => metadata.name === on.metadata.name) && selects(labelSelector, info.pod)) {
        const domain = labelsOf(on)[topologyKey] ?? '';
        domains.set(domain, (domains.get(domain) ?? 0) + 1);
      }
    }
    const lowest = domains.size < minDomains ? 0 : Math.min(...domains.values());
    const here = domains.get(labelsOf(one.on)[topologyKey] ?? '');
    return here === undefined || here + (selects(labelSelector, one.info.pod) ? 1 : 0) - lowest > maxSkew;
  });
}
