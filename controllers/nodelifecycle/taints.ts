/** The taints that tell what a node's conditions say (KEP-382; kubernetes pkg/controller/nodelifecycle). Pure. */
import { formatTime, same, type core } from '../../api';
import { readiness, sameTaints } from '../nodes/state';

const prefix = 'node.kubernetes.io/';
const notReady = `${prefix}not-ready`;
const unreachable = `${prefix}unreachable`;
const unschedulable = `${prefix}unschedulable`;

/** By condition, then by its state. */
const byCondition: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  Ready: { False: notReady, Unknown: unreachable },
  MemoryPressure: { True: `${prefix}memory-pressure` },
  DiskPressure: { True: `${prefix}disk-pressure` },
  NetworkUnavailable: { True: `${prefix}network-unavailable` },
  PIDPressure: { True: `${prefix}pid-pressure` },
};

const scheduling = new Set([unschedulable, ...Object.values(byCondition).flatMap((keys) => Object.values(keys))]);

const isOurs = ({ key, effect }: core.Taint): boolean =>
  (effect === 'NoSchedule' && scheduling.has(key)) || (effect === 'NoExecute' && (key === notReady || key === unreachable));

const noSchedule = ({ spec, status: { conditions = [] } }: core.Node): string[] => {
  const keys = conditions.flatMap(({ type, status }) => byCondition[type]?.[status] ?? []);
  return spec.unschedulable ? [...keys, unschedulable] : keys;
};

/** The taint that drives pods off a node in its state; one that has not said anything yet has none. */
const noExecute = (node: core.Node): string | undefined => byCondition.Ready?.[readiness(node)?.status ?? ''];

export const drivesOff = ({ spec: { taints = [] } }: core.Node): boolean => taints.some((taint) => taint.effect === 'NoExecute' && isOurs(taint));

/** Whether pods are driven off a node that is not ready: from now on, further if they are already, or not any more. */
export type DrivingOff = 'begins' | 'goes on' | 'ends';

/** The node with the taints of its state. Itself when it has them. */
export function tainted(node: core.Node, drivingOff: DrivingOff, now: number): core.Node {
  const taints = node.spec.taints ?? [];
  const ours = taints.filter(isOurs);
  const driving = drivingOff === 'begins' || (drivingOff === 'goes on' && drivesOff(node)) ? noExecute(node) : undefined;
  const wanted: core.Taint[] = [
    ...noSchedule(node).map((key) => ({ key, effect: 'NoSchedule' as const })), ...(driving ? [{ key: driving, effect: 'NoExecute' as const }] : []),
  ];
  const has = (effect: core.Taint['effect']): boolean => sameTaints(wanted.filter((taint) => taint.effect === effect), ours.filter((taint) => taint.effect === effect));
  if (has('NoSchedule') && has('NoExecute')) return node;
  const kept = (taint: core.Taint): core.Taint => ours.find(({ key, effect }) => key === taint.key && effect === taint.effect) ?? { ...taint, timeAdded: formatTime(now) };
  const next = [...taints.filter((taint) => !isOurs(taint)), ...wanted.map(kept)];
  return same(next, taints) ? node : { ...node, spec: { ...node.spec, taints: next } };
}

/** Older names of labels follow the ones that are used now. */
const olderNames = { 'kubernetes.io/os': 'beta.kubernetes.io/os', 'kubernetes.io/arch': 'beta.kubernetes.io/arch' };

export function relabelled(node: core.Node): core.Node {
  const { labels = {} } = node.metadata;
  const missing = Object.entries(olderNames).flatMap(([key, older]) => (labels[key] !== undefined && labels[older] !== labels[key] ? [[older, labels[key]]] : []));
  return missing.length === 0 ? node : { ...node, metadata: { ...node.metadata, labels: { ...labels, ...(Object.fromEntries(missing) as Record<string, string>) } } };
}
