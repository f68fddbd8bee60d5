/** What can be told to answer otherwise: where the document and the original's source disagree, and what somebody may want of neither. */
import { choice, defaultsOf, readChoices, type Choice, type Choices, type Chosen } from '../../dialect';

export interface Switches {
  readonly codes: 'doc' | 'upstream';
  readonly getOne: 'array' | 'object';
  readonly emptyWrite: 'null' | 'object';
  readonly time: 'rfc3339' | 'legacy';
  readonly zone: string;
  readonly watchList: 'values' | 'names';
  readonly deleteMissing: 'error' | 'ok';
  readonly http: 'always200' | 'strict';
  readonly clusterScope: 'strict' | 'upstream';
  readonly ippoolCode: 'list' | 'doc';
  readonly applicationPodIp: 'field' | 'taskgroups';
  readonly secrets: 'shown' | 'masked';
  readonly eventCap: number;
  readonly eventDays: number;
}

const count = (fallback: number, says: string): Choice<number> =>
  ({ takes: 'N', fallback, says, read: (text) => (/^\d{1,9}$/.test(text) ? Number(text) : undefined) });

const zone = (says: string): Choice<string> =>
  ({ takes: 'UTC|±hh:mm', fallback: 'UTC', says, read: (text) => (zoneMinutes(text) === undefined ? undefined : text) });

/** In the order in which they are told about. */
export const switchRows: Choices<Switches> = {
  codes: choice(['doc', 'upstream'], 'numbers and texts of failures: 10003 and on, or 1405080 and on'),
  getOne: choice(['array', 'object'], 'one dynamic document comes as an array of one, or by itself'),
  emptyWrite: choice(['null', 'object'], '`data` where there is nothing to tell: null or {}'),
  time: choice(['rfc3339', 'legacy'], 'times of documents: 2018-03-14T07:47:39.208Z, or 2018-03-14 07:47:39 in the zone'),
  zone: zone('the zone of times in the short form, in answers and in parameters'),
  watchList: choice(['values', 'names'], 'lists of watch data: the values of the namespace, or names over all namespaces'),
  deleteMissing: choice(['error', 'ok'], 'deleting one document that is not there'),
  http: choice(['always200', 'strict'], 'failures come with 200, or with 400, 404 and 500'),
  clusterScope: choice(['strict', 'upstream'], 'whether one document of a cluster is only what has no namespace, or the name in any namespace'),
  ippoolCode: choice(['list', 'doc'], 'failures of ippoolstatic: as other lists (10006), or 10086'),
  applicationPodIp: choice(['field', 'taskgroups'], 'podIp of applications: their own field, which they have not, or that of one of their taskgroups'),
  secrets: choice(['shown', 'masked'], 'what is in secrets'),
  eventCap: count(10_000, 'events, and alarms, that a cluster keeps; when there are more, the newest two thirds stay; 0 for any number'),
  eventDays: count(15, 'days that events and alarms are kept; 0 keeps them'),
};

export const defaultSwitches: Switches = defaultsOf(switchRows);

/** `codes=upstream,getOne=object`. */
export const readSwitches = (text: string): Chosen<Switches> => readChoices(switchRows, text);

/** Minutes that a zone is ahead of UTC; undefined: it is none. */
export function zoneMinutes(text: string): number | undefined {
  if (text === 'UTC' || text === 'Z') return 0;
  const [whole, sign, hours, minutes] = /^([+-])([01]\d|2[0-3]):([0-5]\d)$/.exec(text) ?? [];
  return whole === undefined ? undefined : (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}
