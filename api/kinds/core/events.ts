/** Events: reports that expire by themselves (kubernetes pkg/registry/core/event, pkg/apis/core/validation/events.go). */
import { define } from '../../define';
import { invalid, required, type FieldError } from '../../field-error';
import type * as core from '../../schema/types/core.v1';
import { agingColumn, column, nameColumn, wideColumn } from '../columns';
import { qualifiedName, when } from '../checks';
import { since } from '../duration';

const hourSeconds = 3600;

export const events = define<core.Event>('', 'v1', 'Event', {
  strategy: {
    generation: false,
    createOnUpdate: true,
    ttlSeconds: hourSeconds,
    validate: (event) => validateEvent(event),
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
  // By which kubectl describe asks.
  indexed: ['involvedObject.name'],
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

const describesNamespace = 'does not match event.namespace';

/** An event lives beside what it is about. Events without eventTime are those of the older clients. */
export function validateEvent(event: core.Event): FieldError[] {
  const where = event.involvedObject.namespace ?? '';
  const field = 'involvedObject.namespace';
  const namespace = event.metadata.namespace ?? '';
  if (!event.eventTime) return when(namespace !== (where || 'default'), () => invalid(field, where, describesNamespace));
  return [
    ...when(!where && !['default', 'kube-system'].includes(namespace), () => invalid(field, where, describesNamespace)),
    // The field as the newer version calls it.
    ...(event.reportingComponent ? qualifiedName(event.reportingComponent, 'reportingController') : [required('reportingController')]),
    ...limits.flatMap(({ name, most, needed }) => validateText(event[name] ?? '', name, most, needed)),
  ];
}

const limits = [
  { name: 'reportingInstance', most: 128, needed: true }, { name: 'action', most: 128, needed: true },
  { name: 'reason', most: 128, needed: true }, { name: 'message', most: 1024, needed: false },
] as const;

const validateText = (text: string, field: string, most: number, needed: boolean): FieldError[] => [
  ...when(needed && !text, () => required(field)),
  ...when(text.length > most, () => invalid(field, '', `can have at most ${most} characters`)),
];
