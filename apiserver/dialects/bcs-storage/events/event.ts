/** Events, as they are told and as they are kept (the document's BcsStorageEventIf). */
import type { CollectionKey } from '../../../../api';
import type { Fresh } from '../../../../registry';
import type { Body } from '../body';
import { timeText } from '../rendering';
import { fieldsIn } from './fields';

export interface BcsEvent {
  /** Whoever tells it calls it so; others may have the same. */
  readonly id: string;
  readonly env: string;
  readonly kind: string;
  readonly level: string;
  readonly component: string;
  readonly type: string;
  readonly describe: string;
  readonly clusterId: string;
  /** Milliseconds since 1970. */
  readonly eventTime: number;
  readonly extraInfo: { readonly namespace: string; readonly name: string; readonly kind: string };
  /** JSON. */
  readonly data: string;
}

/** Of one cluster. */
export const eventsOf = (cluster: string): CollectionKey => ({ shelf: 'events', cluster, type: 'event' });

/** What is kept of it: all of it, also what is empty. */
export function eventText({ data, eventTime, ...event }: BcsEvent, { id, now }: Fresh): string {
  const head = JSON.stringify({ _id: id, ...event, eventTime: timeText(eventTime) }).slice(0, -1);
  return `${head},"data":${data},"createTime":"${timeText(now)}"}`;
}

/** Throws Refusal. */
export function readEvent(body: Body): BcsEvent {
  const { text, cluster, time, inner, data } = fieldsIn(body);
  const extra = inner('extraInfo');
  return {
    id: text('id'), env: text('env'), kind: text('kind'), level: text('level'), component: text('component'), type: text('type'),
    describe: text('describe'), clusterId: cluster(), eventTime: time('eventTime'),
    extraInfo: { namespace: extra.text('namespace'), name: extra.text('name'), kind: extra.text('kind') },
    data,
  };
}

/** What only an event has of all that can be posted to where events are: then it is one. */
export const looksLikeEvent = ({ value }: Body): boolean => ['describe', 'eventTime'].some((name) => Object.hasOwn(value, name));
