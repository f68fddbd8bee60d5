/** Events: reports that expire by themselves (kubernetes pkg/registry/core/event, pkg/apis/core/validation/events.go). */
import { define } from '../../define';
import { invalid, type FieldError } from '../../field-error';
import type * as core from '../../schema/types/core.v1';
import { agingColumn, column, nameColumn, wideColumn } from '../columns';
import { when } from '../checks';
import { since } from '../duration';

const hourSeconds = 3600;

export const events = define<core.Event>('', 'v1', 'Event', {
  strategy: {
    generation: false,
    createOnUpdate: true,
    ttlSeconds: hourSeconds,
    validate: validateNamespace,
  },
  fields: {
    'involvedObject.kind': ({ involvedObject }) => involvedObject.kind ?? '',
    'involvedObject.namespace': ({ involvedObject }) => involvedObject.namespace ?? '',
    'involvedObject.name': ({ involvedObject }) => involvedObject.name ?? '',
    'involvedObject.uid': ({ involvedObject }) => involvedObject.uid ?? '',
    'involvedObject.apiVersion': ({ involvedObject }) => involvedObject.apiVersion ?? '',
    'involvedObject.resourceVersion': ({ involvedObject }) => involvedObject.resourceVersion ?? '',
    'involvedObject.fieldPath': ({ involvedObject }) => involvedObject.fieldPath ?? '',
    reason: ({ reason }) => reason ?? '',
    reportingComponent: ({ reportingComponent }) => reportingComponent ?? '',
    source: ({ source, reportingComponent }) => source.component || reportingComponent || '',
    type: ({ type }) => type ?? '',
  },
  columns: [
    agingColumn('Last Seen', 'Time since it was last observed.', lastSeen),
    column('Type', 'Normal or Warning; more kinds may come.', ({ type }) => type ?? ''),
    column('Reason', 'Why it came about, in one word for machines.', ({ reason }) => reason ?? ''),
    column('Object', 'What it is about.', about),
    wideColumn('Subobject', 'The part of the object it is about.', ({ involvedObject }) => involvedObject.fieldPath ?? ''),
    wideColumn('Source', 'Who reports it.', source),
    column('Message', 'What happened, for people.', ({ message }) => (message ?? '').trim()),
    { ...agingColumn<core.Event>('First Seen', 'Time since it was first observed.', firstSeen), priority: 1 },
    wideColumn('Count', 'How often it was observed.', ({ series, count }) => series?.count ?? (count || 1), 'integer'),
    { ...nameColumn<core.Event>(), priority: 1 },
  ],
});

function firstSeen({ firstTimestamp, eventTime }: core.Event, now: number): string {
  return since(firstTimestamp ?? eventTime, now);
}

function lastSeen(event: core.Event, now: number): string {
  const last = event.series?.lastObservedTime ?? event.lastTimestamp;
  return last ? since(last, now) : firstSeen(event, now);
}

function about({ involvedObject: { kind = '', name } }: core.Event): string {
  return name ? `${kind.toLowerCase()}/${name}` : kind.toLowerCase();
}

function source({ source: { component, host }, reportingComponent, reportingInstance }: core.Event): string {
  const instance = host || reportingInstance;
  const who = component || reportingComponent;
  return instance ? `${who}, ${instance}` : who;
}

/** An event lives beside what it is about; cluster-scoped objects report in `default`. */
function validateNamespace({ metadata, involvedObject, eventTime }: core.Event): FieldError[] {
  const where = involvedObject.namespace ?? '';
  if (where) return when(where !== metadata.namespace, () => invalid('involvedObject.namespace', where, 'does not match event.namespace'));
  const allowed = eventTime ? ['default', 'kube-system'] : [metadata.namespace, 'default', 'kube-system'];
  return when(!allowed.includes(metadata.namespace), () => invalid('involvedObject.namespace', where, 'does not match event.namespace'));
}
