import type { core } from '../../../../api';
import type { Entry } from '../../../../registry';
import { alarmOf, isOwned, isWarningOfPod } from './alarms';
import { eventOf, idOf, isTold } from './events';
import { pod } from './testing/live-cluster';

const event = {
  apiVersion: 'v1', kind: 'Event', metadata: { name: 'web.17', namespace: 'default', uid: 'u', creationTimestamp: '2026-01-01T00:00:00Z', managedFields: [{ manager: 'kubelet' }] },
  involvedObject: { kind: 'Pod', namespace: 'default', name: 'web' }, reason: 'BackOff', message: 'Back-off restarting', type: 'Warning', source: { component: 'kubelet', host: 'node-1' },
  firstTimestamp: '2026-01-01T00:00:01Z', lastTimestamp: '2026-01-01T00:00:02Z', count: 2, reportingComponent: '', reportingInstance: '',
} as core.Event;
const entry = (object: core.Event): Entry<core.Event> => ({ key: { namespace: 'default', name: 'web.17' }, revision: 7, object, bytes: Buffer.from(JSON.stringify(object)), memo: (_slot, make) => make(entry(object)) });

it('an Event as the document’s', () => {
  const { data, ...rest } = eventOf('C', entry(event));
  expect(rest).toEqual({
    id: '', env: 'k8s', kind: 'Pod', level: 'Warning', component: 'kubelet', type: 'BackOff', describe: 'Back-off restarting', clusterId: 'C',
    eventTime: Date.UTC(2026, 0, 1, 0, 0, 2), extraInfo: { namespace: 'default', name: 'web', kind: '' },
  });
  expect(JSON.parse(data)).toEqual({ ...event, metadata: { ...event.metadata, managedFields: undefined } });
});

it('what the newer API has instead', () => {
  const newer = { ...event, lastTimestamp: undefined, firstTimestamp: undefined, count: undefined, source: {}, reportingComponent: 'scheduler', eventTime: '2026-01-01T00:00:03.000000Z' } as core.Event;
  expect(eventOf('C', entry(newer))).toMatchObject({ component: 'scheduler', eventTime: Date.UTC(2026, 0, 1, 0, 0, 3) });
  const repeated = { ...newer, series: { count: 3, lastObservedTime: '2026-01-01T00:00:09.000000Z' } };
  expect(eventOf('C', entry(repeated)).eventTime).toBe(Date.UTC(2026, 0, 1, 0, 0, 9));
  expect(idOf(repeated)).not.toBe(idOf(newer));
});

it('nothing said of it makes no fault', () => {
  const bare = { apiVersion: 'v1', kind: 'Event', metadata: { name: 'x', namespace: 'default' }, involvedObject: {}, source: {} } as unknown as core.Event;
  expect(eventOf('C', entry(bare))).toMatchObject({ kind: '', level: '', type: '', describe: '', eventTime: 0, extraInfo: { namespace: '', name: '', kind: '' } });
  expect(idOf(bare)).toMatch(/^[0-9a-f]{24}$/);
});

it('an id tells events apart, and their repetitions, and nothing else', () => {
  expect(idOf({ ...event, message: 'other words', metadata: { ...event.metadata, resourceVersion: '9' } })).toBe(idOf(event));
  expect(idOf({ ...event, count: 3 })).not.toBe(idOf(event));
  expect(idOf({ ...event, metadata: { ...event.metadata, uid: 'v' } })).not.toBe(idOf(event));
});

it('of kube-system only what bcs-k8s-watch told of', () => {
  const named = (namespace: string, name: string): core.Event => ({ ...event, metadata: { ...event.metadata, namespace, name } });
  expect(['kube-dns-1.17', 'kubedns-1.17', 'nginx-proxy-1.17', 'bcs-dns.17'].map((name) => isTold(named('kube-system', name)))).toEqual([true, true, true, true]);
  expect(isTold(named('kube-system', 'coredns.17'))).toBe(false);
  expect([isTold(named('default', 'coredns.17')), isTold(named('default', 'kubernetes'))]).toEqual([true, false]);
});

it('alarms: warnings of pods that have an owner', () => {
  expect(isWarningOfPod(event)).toBe(true);
  expect(isWarningOfPod({ ...event, type: 'Normal' })).toBe(false);
  expect(isWarningOfPod({ ...event, involvedObject: { ...event.involvedObject, kind: 'Node' } })).toBe(false);
  expect([isOwned(pod('a')), isOwned(pod('a', 'default', { ownerReferences: [{ apiVersion: 'v1', kind: 'X', name: 'x', uid: 'u' }] }))]).toEqual([false, true]);
  expect(alarmOf('C', entry(event))).toMatchObject({
    clusterId: 'C', namespace: 'C', message: '[Pod web]BackOff:Back-off restarting', source: '127.0.0.1', module: 'k8s-watch', type: 'alarm', receivedTime: Date.UTC(2026, 0, 1, 0, 0, 2),
  });
});
