/** Documents as they are answered: their stored bytes, unless a switch or `field` says otherwise. */
import type { DocumentPath, Selection, StoredDocument } from '../../../api';
import type { Call, Service } from './call';
import { sendArray } from './envelope';
import { withMembers } from './json-text';
import { textProjection } from './projection-text';
import { isSecret, masked } from './secrets';
import { zoneMinutes, type Switches } from './switches';

export type Render = (document: StoredDocument) => string | Buffer;

/** `fields`: what `field` asks for; none: all of it. */
export function rendering({ switches }: Service, fields: readonly DocumentPath[] = []): Render {
  const whole = fields.length === 0;
  const [project, timed] = [textProjection(fields), timesOf(switches)];
  return (document) => {
    const hidden = switches.secrets === 'masked' && isSecret(document.key);
    if (whole && !hidden && switches.time === 'rfc3339') return document.json;
    const json = hidden ? JSON.stringify(masked(document.value)) : document.json.toString();
    return timed(whole ? json : project(json));
  };
}

export interface Listed extends Pick<Selection, 'documents'> {
  /** Absent: nobody is told. */
  readonly total?: number;
}

export const sendDocuments = (call: Call, { documents, total }: Listed, fields?: readonly DocumentPath[]): Promise<void> =>
  sendArray(call, each(documents, rendering(call.service, fields)), total);

function* each(documents: Iterable<StoredDocument>, render: Render): Generator<string | Buffer> {
  for (const document of documents) yield render(document);
}

const timeMembers: ReadonlySet<string> = new Set(['createTime', 'updateTime', 'eventTime', 'receivedTime']);

/** As times are written in documents: RFC 3339 in UTC with three digits of a fraction. */
export const timeText = (ms: number): string => new Date(ms).toISOString();

function timesOf({ time, zone }: Switches): (json: string) => string {
  if (time === 'rfc3339') return (json) => json;
  const minutes = zoneMinutes(zone) ?? 0;
  return (json) => withMembers(json, (key, value) => (timeMembers.has(key) ? shortTime(value, minutes) : value));
}

/** `"2018-03-14T07:47:39.208Z"` as `"2018-03-14 07:47:39"` in a zone; what is no such time stays. */
function shortTime(value: string, minutes: number): string {
  const ms = value.startsWith('"') ? Date.parse(JSON.parse(value) as string) : NaN;
  return Number.isNaN(ms) ? value : `"${timeText(ms + minutes * 60_000).slice(0, 19).replace('T', ' ')}"`;
}
