/** Events and alarms are told and listed; never changed (the document's fourth and fifth chapters). */
import { readObject, type Body } from '../body';
import type { Call, Endpoint } from '../call';
import { sendDone } from '../envelope';
import { badInput } from '../faults';
import { alarmsOf, alarmText, readAlarm } from './alarm';
import { eventsOf, eventText, looksLikeEvent, readEvent } from './event';
import { alarmParameters, eventParameters } from './filters';
import { listTold } from './lists';

export const listEvents = listTold({ shelf: 'events', collection: eventsOf, parameters: eventParameters, newest: ['eventTime'] });

export const listAlarms = listTold({ shelf: 'alarms', collection: alarmsOf, parameters: alarmParameters, newest: ['receivedTime'] });

/** The same event twice is two. */
export const tellEvent: Endpoint = async (call) => keepEvent(call, await readObject(call));

/** Where the original's successors list events: only what is an event is taken for one. */
export const postEvent: Endpoint = async (call) => {
  const body = await readObject(call);
  if (!looksLikeEvent(body)) throw badInput('an event has describe or eventTime');
  await keepEvent(call, body);
};

async function keepEvent(call: Call, body: Body): Promise<void> {
  const event = readEvent(body);
  await call.service.documents.insert(eventsOf(event.clusterId), (fresh) => eventText(event, fresh));
  sendDone(call);
}

export const tellAlarm: Endpoint = async (call) => {
  const alarm = readAlarm(await readObject(call));
  await call.service.documents.insert(alarmsOf(alarm.clusterId), (fresh) => alarmText(alarm, fresh));
  sendDone(call);
};
