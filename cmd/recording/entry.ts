/** One change of one object as a line of JSON: the form of kube-scheduler-simulator's recorder. */
import type { KubeObject } from '../../api';

export const events = ['Add', 'Update', 'Delete'] as const;

export type RecordedEvent = typeof events[number];

export interface Entry {
  /** Milliseconds since the epoch: when it was seen. */
  readonly time: number;
  readonly event: RecordedEvent;
  /** As it was read; of a deleted object only what names it. */
  readonly resource: KubeObject;
}

/** A line, with its end. */
export const formatEntry = ({ time, event, resource }: Entry): string =>
  `${JSON.stringify({ time: formatInstant(time), event, resource: event === 'Delete' ? namesOf(resource) : resource })}\n`;

/** RFC 3339 with as many digits as it takes, as Go writes a time. */
const formatInstant = (ms: number): string => new Date(ms).toISOString().replace(/\.?0*Z$/, 'Z');

function namesOf({ apiVersion, kind, metadata: { name, namespace } }: KubeObject): object {
  return { apiVersion, kind, metadata: { name, ...(namespace && { namespace }) } };
}

/** A line that is no entry: the message says why. */
export class EntryError extends Error {}

/** Throws EntryError. */
export function parseEntry(text: string): Entry {
  const { time, event, resource } = fieldsOf(parsed(text), 'the line');
  const ms = typeof time === 'string' ? Date.parse(time) : NaN;
  if (Number.isNaN(ms)) throw new EntryError(`time ${JSON.stringify(time)} is none`);
  const known = events.find((each) => each === event);
  if (!known) throw new EntryError(`event ${JSON.stringify(event)} is none of ${events.join(', ')}`);
  return { time: ms, event: known, resource: objectOf(resource) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new EntryError(`no JSON: ${(error as Error).message}`);
  }
}

function objectOf(value: unknown): KubeObject {
  const resource = fieldsOf(value, 'resource');
  const metadata = fieldsOf(resource.metadata, 'resource.metadata');
  const { name, namespace } = metadata;
  for (const [field, text] of Object.entries({ apiVersion: resource.apiVersion, kind: resource.kind, 'metadata.name': name })) {
    if (typeof text !== 'string' || text === '') throw new EntryError(`resource.${field} is missing`);
  }
  if (namespace !== undefined && typeof namespace !== 'string') throw new EntryError('resource.metadata.namespace is no text');
  // What it is named by has been looked at; whatever else is in it, the API server judges.
  return resource as unknown as KubeObject;
}

function fieldsOf(value: unknown, what: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new EntryError(`${what} is no object`);
  return value as Readonly<Record<string, unknown>>;
}
