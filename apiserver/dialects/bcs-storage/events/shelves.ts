/** How events and alarms are kept: so many of a cluster, and so long. */
import type { Shelf } from '../../../../registry';
import { indicesOf } from '../query/kinds';
import type { Parameter } from '../query/parameter';
import type { Switches } from '../switches';
import { alarmParameters, eventParameters } from './filters';

const dayMs = 24 * 3_600_000;

const shelf = (name: string, parameters: readonly Parameter[], { eventCap, eventDays }: Switches): Shelf => {
  // A cluster's are a collection: its id tells none of them apart.
  const indices = indicesOf(parameters.filter((parameter) => parameter.name !== 'clusterId'));
  return { name, indexed: () => indices, ...(eventCap > 0 && { cap: eventCap }), ...(eventDays > 0 && { maxAgeMs: eventDays * dayMs }) };
};

export const eventShelves = (switches: Switches): readonly Shelf[] => [shelf('events', eventParameters, switches), shelf('alarms', alarmParameters, switches)];
