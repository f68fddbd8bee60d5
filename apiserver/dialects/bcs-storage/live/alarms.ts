/** Warnings about pods that somebody looks after, as alarms (what bcs-k8s-watch tells bcs-health, and that posts: app/output/action/alertor.go). */
import type { core } from '../../../../api';
import type { BcsAlarm } from '../events/alarm';
import { eventOf, timeOf } from './events';
import type { Entry } from '../../../../registry';

export const isWarningOfPod = ({ type, involvedObject: { kind } }: core.Event): boolean => type === 'Warning' && kind === 'Pod';

export const isOwned = ({ metadata: { ownerReferences } }: core.Pod): boolean => (ownerReferences ?? []).length > 0;

/** Who is told of alarms is set by cluster there: it stands as the namespace. Where the watcher runs is no other place than this. */
export function alarmOf(cluster: string, entry: Entry<core.Event>): BcsAlarm {
  const { involvedObject: { kind = '', name = '' }, reason = '', message = '' } = entry.object;
  return {
    clusterId: cluster, namespace: cluster, message: `[${kind} ${name}]${reason}:${message}`, source: '127.0.0.1', module: 'k8s-watch', type: 'alarm',
    receivedTime: timeOf(entry.object), data: eventOf(cluster, entry).data,
  };
}
