/** events.k8s.io/v1: the same stored events as core/v1, in newer words (k8s.io/kubernetes pkg/apis/events/v1/conversion.go). */
import { define } from '../../define';
import type { Conversion } from '../../definition';
import type * as core from '../../schema/types/core.v1';
import type * as eventsV1 from '../../schema/types/events.v1';
import { columnsThrough } from '../columns-through';
import { events as hub } from '../core/events';
import { validateStrictly } from './rules';

type New = eventsV1.Event;
type Old = core.Event;

const fromHub = (old: Old): New => ({
  kind: 'Event', apiVersion: 'events.k8s.io/v1', metadata: old.metadata,
  eventTime: old.eventTime as string,
  series: old.series as New['series'],
  reportingController: old.reportingComponent || undefined,
  reportingInstance: old.reportingInstance || undefined,
  action: old.action, reason: old.reason, regarding: old.involvedObject, related: old.related, note: old.message, type: old.type,
  deprecatedSource: old.source,
  deprecatedFirstTimestamp: old.firstTimestamp,
  deprecatedLastTimestamp: old.lastTimestamp,
  deprecatedCount: old.count,
});

const toHub = (event: New): Old => ({
  kind: 'Event', apiVersion: 'v1', metadata: event.metadata,
  involvedObject: event.regarding, reason: event.reason, message: event.note, source: event.deprecatedSource,
  firstTimestamp: event.deprecatedFirstTimestamp, lastTimestamp: event.deprecatedLastTimestamp, count: event.deprecatedCount,
  type: event.type, eventTime: event.eventTime, series: event.series, action: event.action, related: event.related,
  reportingComponent: event.reportingController ?? '', reportingInstance: event.reportingInstance ?? '',
});

/** Of this version's selectable fields, the hub's names. */
const fieldNames = {
  ...Object.fromEntries(['kind', 'namespace', 'name', 'uid', 'apiVersion', 'resourceVersion', 'fieldPath'].map((part) => [`regarding.${part}`, `involvedObject.${part}`])),
  reportingController: 'reportingComponent',
};

const definition = define<New>('events.k8s.io', 'v1', 'Event', {
  strategy: hub.strategy.createOnUpdate ? { createOnUpdate: true } : {},
  fields: Object.fromEntries(['reason', 'type', ...Object.keys(fieldNames)].map((name) =>
    [name, (event: New) => hub.fields[(fieldNames as Record<string, string>)[name] ?? name]?.(toHub(event)) ?? ''])),
  columns: columnsThrough(hub, toHub),
});

export const eventsInEventsV1: Conversion<New, Old> = { definition, hub, fromHub, toHub, rules: { validate: validateStrictly }, fieldNames };
