/** Core Events as events of the document (what bcs-k8s-watch sends of them: app/output/http/client.go). */
import type { core } from '../../../../api';
import { textWithoutOwners, type Entry } from '../../../../registry';
import type { BcsEvent } from '../events/event';
import { stableId } from './id';

/** Of what runs in kube-system, only what these were told of (bcs-k8s-watch app/k8s/watcher.go). */
const systemNames = ['kube-', 'kubedns-', 'nginx-proxy', 'bcs-'];

export function isTold({ metadata: { namespace, name = '' } }: core.Event): boolean {
  return namespace === 'kube-system' ? systemNames.some((prefix) => name.startsWith(prefix)) : name !== 'kubernetes';
}

export function eventOf(cluster: string, entry: Entry<core.Event>): BcsEvent {
  const { object } = entry;
  const { involvedObject: { kind, namespace, name }, type, source, reportingComponent, reason, message } = object;
  return {
    id: '', env: 'k8s', kind: kind ?? '', level: type ?? '', component: source.component || reportingComponent || '', type: reason ?? '',
    describe: message ?? '', clusterId: cluster, eventTime: timeOf(object), extraInfo: { namespace: namespace ?? '', name: name ?? '', kind: '' },
    data: textWithoutOwners(entry),
  };
}

/** When it happened last. */
export function timeOf({ lastTimestamp, series, eventTime, firstTimestamp, metadata }: core.Event): number {
  return Date.parse(series?.lastObservedTime ?? lastTimestamp ?? eventTime ?? firstTimestamp ?? metadata.creationTimestamp ?? '') || 0;
}

/** The same for whoever tells of it, and another when it has happened again. */
export function idOf(event: core.Event): string {
  const { metadata: { uid, namespace, name }, series, count } = event;
  return stableId(timeOf(event), `${uid ?? `${namespace ?? ''}/${name ?? ''}`} ${series?.count ?? count ?? 1}`);
}
