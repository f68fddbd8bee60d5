/** What events.k8s.io/v1 asks of an event beyond what core/v1 does (kubernetes pkg/apis/core/validation/events.go); `event` is in the words of core/v1. */
import { invalid, required, type FieldError } from '../../field-error';
import type * as core from '../../schema/types/core.v1';
import { immutable, when } from '../checks';
import { validateEvent } from '../core/events';
import { same } from '../equality';

/** On create and, with `old`, on update. */
export const validateStrictly = (event: core.Event, old?: core.Event): FieldError[] =>
  [...validateEvent(event), ...(old ? validateChange(event, old) : validateNew(event))];

/** Of the older words nothing may be set. */
const validateNew = (event: core.Event): FieldError[] => [
  ...validateSeries(event),
  ...when(!event.eventTime, () => required('eventTime')),
  ...when(event.type !== 'Normal' && event.type !== 'Warning', () => invalid('type', '', `has invalid value: ${event.type ?? ''}`)),
  ...when(event.firstTimestamp, () => unset('firstTimestamp')),
  ...when(event.lastTimestamp, () => unset('lastTimestamp')),
  ...when(event.count, () => unset('count')),
  ...when(event.source.component || event.source.host, () => unset('source')),
];

const unset = (field: string): FieldError => invalid(field, '', 'needs to be unset');

/** An event that repeats is counted in its series; nothing else changes. */
const validateChange = (event: core.Event, old: core.Event): FieldError[] => [
  ...(same(event.series, old.series) ? [] : validateSeries(event)),
  ...fixed.flatMap((field) => immutable(event[field], old[field], field)),
  ...immutable(event.reportingComponent, old.reportingComponent, 'reportingController'),
  ...immutable(event.reportingInstance, old.reportingInstance, 'reportingInstance'),
];

const fixed = ['involvedObject', 'reason', 'message', 'source', 'firstTimestamp', 'lastTimestamp', 'count', 'type', 'eventTime', 'action', 'related'] as const;

function validateSeries({ series }: core.Event): FieldError[] {
  if (!series) return [];
  return [
    ...when((series.count ?? 0) < 2, () => invalid('series.count', '', 'should be at least 2')),
    ...when(!series.lastObservedTime, () => required('series.lastObservedTime')),
  ];
}
