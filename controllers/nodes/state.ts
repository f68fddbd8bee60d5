/** What controllers want to know about one node. Pure. */
import type { core } from '../../api';

/** The Ready condition; what never said anything has none. */
export const readiness = ({ status: { conditions } }: core.Node): core.NodeCondition | undefined => conditions?.find(({ type }) => type === 'Ready');

export const isNodeReady = (node: core.Node): boolean => readiness(node)?.status === 'True';

const regionLabel = 'topology.kubernetes.io/region';
const zoneLabel = 'topology.kubernetes.io/zone';

/** Region and zone in one text; `''` for a node of none. */
export function zoneOf({ metadata: { labels = {} } }: core.Node): string {
  const [region, zone] = [labels[regionLabel] ?? '', labels[zoneLabel] ?? ''];
  return region || zone ? `${region}:${zone}` : '';
}

export const taintsOf = ({ spec: { taints } }: core.Node, effect: core.Taint['effect']): readonly core.Taint[] =>
  taints?.filter((taint) => taint.effect === effect) ?? [];

/** Those to which an effect has to be done: order and times do not matter. */
export const sameTaints = (a: readonly core.Taint[], b: readonly core.Taint[]): boolean =>
  a.length === b.length && a.every(({ key, value = '' }) => b.some((other) => other.key === key && (other.value ?? '') === value));
