import type * as core from '../../schema/types/core.v1';
import { events } from '../core/events';
import { read } from '../testing/apply';
import { formatFieldError } from '../../field-error';
import { eventsInEventsV1 } from './events';
import { validateStrictly } from './rules';

const young = (more: object = {}): core.Event => read(events, {
  metadata: { name: 'e', namespace: 'default' }, involvedObject: { kind: 'Pod', name: 'web', namespace: 'default' }, reason: 'Bound', message: 'hello', type: 'Normal',
  action: 'Bind', eventTime: '2026-01-01T00:00:00.000000Z', reportingComponent: 'example.com/c', reportingInstance: 'c-1', ...more,
});
const faults = (event: core.Event, old?: core.Event): string[] => validateStrictly(event, old).map(formatFieldError);
const series = (count: number, lastObservedTime = '2026-01-01T00:01:00.000000Z'): object => ({ series: { count, lastObservedTime } });

it('its rules judge what is written through this version', () => expect(eventsInEventsV1.rules?.validate).toBe(validateStrictly));

test.each<[string, object, string[]]>([
  ['in the newer words', {}, []],
  ['without a time', { eventTime: undefined }, ['eventTime: Required value']],
  ['of an unknown type', { type: 'Odd' }, ['type: Invalid value: "": has invalid value: Odd']],
  ['with the older words', { firstTimestamp: '2026-01-01T00:00:00Z', lastTimestamp: '2026-01-01T00:00:00Z', count: 1, source: { component: 'c' } },
    ['firstTimestamp', 'lastTimestamp', 'count', 'source'].map((field) => `${field}: Invalid value: "": needs to be unset`)],
  ['with a series of one', series(1), ['series.count: Invalid value: "": should be at least 2']],
  ['without a controller', { reportingComponent: '' }, ['reportingController: Required value']],
])('a new event %s', (_, more, expected) => expect(faults(young(more))).toEqual(expected));

test('a series may begin and go on', () => {
  expect(faults(young(series(2)), young())).toEqual([]);
  expect(faults(young(series(3)), young(series(2)))).toEqual([]);
  expect(faults(young(series(1)), young())).toEqual(['series.count: Invalid value: "": should be at least 2']);
});

test('nothing else may change', () => {
  const changed = faults(young({ reason: 'Other', message: 'bye', count: 4, reportingComponent: 'example.com/d' }), young());
  expect(changed).toEqual([
    'reason: Invalid value: "Other": field is immutable', 'message: Invalid value: "bye": field is immutable', 'count: Invalid value: 4: field is immutable',
    'reportingController: Invalid value: "example.com/d": field is immutable',
  ]);
});
