/** Alarms, as they are told and as they are kept (the document's BcsStorageAlarmIf). */
import type { CollectionKey } from '../../../../api';
import type { Fresh } from '../../../../registry';
import type { Body } from '../body';
import { timeText } from '../rendering';
import { fieldsIn } from './fields';

export interface BcsAlarm {
  readonly clusterId: string;
  readonly namespace: string;
  readonly message: string;
  readonly source: string;
  readonly module: string;
  /** By which ways it was sent out: `sms,weixin`. */
  readonly type: string;
  /** Milliseconds since 1970. */
  readonly receivedTime: number;
  /** JSON. */
  readonly data: string;
}

/** Of one cluster. */
export const alarmsOf = (cluster: string): CollectionKey => ({ shelf: 'alarms', cluster, type: 'alarm' });

export function alarmText({ data, receivedTime, ...alarm }: BcsAlarm, { id, now }: Fresh): string {
  const head = JSON.stringify({ _id: id, ...alarm, receivedTime: timeText(receivedTime) }).slice(0, -1);
  return `${head},"data":${data},"createTime":"${timeText(now)}"}`;
}

/** Throws Refusal. */
export function readAlarm(body: Body): BcsAlarm {
  const { text, cluster, time, data } = fieldsIn(body);
  return {
    clusterId: cluster(), namespace: text('namespace'), message: text('message'), source: text('source'), module: text('module'), type: text('type'),
    receivedTime: time('receivedTime'), data,
  };
}
