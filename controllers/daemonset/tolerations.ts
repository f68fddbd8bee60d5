/** What daemon pods tolerate beside what they ask for (upstream's AddOrUpdateDaemonPodTolerations, pkg/controller/daemon/util). Pure. */
import type { core } from '../../api';

type Effect = 'NoExecute' | 'NoSchedule';

const always = (name: string, effect: Effect): core.Toleration => ({ key: `node.kubernetes.io/${name}`, operator: 'Exists', effect });

/** They stay on nodes in trouble, and run on nodes that others keep off. */
const added: readonly core.Toleration[] = [
  always('not-ready', 'NoExecute'),
  always('unreachable', 'NoExecute'),
  always('disk-pressure', 'NoSchedule'),
  always('memory-pressure', 'NoSchedule'),
  always('pid-pressure', 'NoSchedule'),
  always('unschedulable', 'NoSchedule'),
];

const ofHostNetwork = always('network-unavailable', 'NoSchedule');

const matches = (a: core.Toleration, b: core.Toleration): boolean =>
  a.key === b.key && a.effect === b.effect && (a.operator ?? 'Equal') === (b.operator ?? 'Equal') && (a.value ?? '') === (b.value ?? '');

export function daemonTolerations({ tolerations = [], hostNetwork }: core.PodSpec): readonly core.Toleration[] {
  const ours = hostNetwork ? [...added, ofHostNetwork] : added;
  const kept = tolerations.map((toleration) => ours.find((one) => matches(one, toleration)) ?? toleration);
  return [...kept, ...ours.filter((one) => !tolerations.some((toleration) => matches(one, toleration)))];
}
