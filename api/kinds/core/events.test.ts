import { cells, create, faultsOf, read } from '../testing/apply';
import { events } from './events';

const about = (more: object = {}, namespace = 'default'): object => ({
  metadata: { name: 'e', namespace }, involvedObject: { kind: 'Pod', name: 'web', namespace: 'default', fieldPath: 'spec.containers{main}' },
  reason: 'Started', message: ' Started container ', type: 'Normal', source: { component: 'kubelet', host: 'n1' }, ...more,
});

test('events expire after an hour', () => expect(events.strategy.ttlSeconds).toBe(3600));

test.each<[string, object, string[]]>([
  ['of its namespace', about(), []],
  ['of another namespace', about({}, 'elsewhere'), ['involvedObject.namespace: Invalid value: "default": does not match event.namespace']],
  ['of a node', about({ involvedObject: { kind: 'Node', name: 'n1' } }), []],
  ['of a node, elsewhere', about({ involvedObject: { kind: 'Node', name: 'n1' } }, 'elsewhere'), ['involvedObject.namespace: Invalid value: "": does not match event.namespace']],
  ['of the newer form', about({ eventTime: '2026-01-01T00:00:00.000000Z', reportingComponent: 'a/b', reportingInstance: 'i' }), ['action: Required value']],
])('an event %s', (_, input, faults) => expect(faultsOf(events, create(events, input))).toEqual(faults));

test('row of an event', () => {
  const event = read(events, about({ firstTimestamp: '2025-12-31T23:50:00Z', lastTimestamp: '2025-12-31T23:59:00Z', count: 3 }));
  expect(cells(events, event)).toEqual({
    'Last Seen': '60s', Type: 'Normal', Reason: 'Started', Object: 'pod/web', Subobject: 'spec.containers{main}', Source: 'kubelet, n1',
    Message: 'Started container', 'First Seen': '10m', Count: 3, Name: 'e',
  });
  const series = read(events, about({ eventTime: '2025-12-31T23:58:00.000000Z', series: { count: 7, lastObservedTime: '2025-12-31T23:59:30.000000Z' } }));
  expect(cells(events, series)).toMatchObject({ 'Last Seen': '30s', 'First Seen': '2m', Count: 7 });
  expect(cells(events, read(events, about()))).toMatchObject({ 'Last Seen': '<unknown>', Count: 1 });
});

test('what selectors can ask', () => {
  const event = read(events, about({ source: {}, reportingComponent: 'sched' }));
  expect([events.fields['involvedObject.name']?.(event), events.fields.source?.(event), events.fields['involvedObject.uid']?.(event)]).toEqual(['web', 'sched', '']);
});
