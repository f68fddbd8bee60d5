/** What events and alarms can be asked for with. */
import { openTimes, part, text, type Parameter } from '../query/parameter';

const forgotten = { undocumented: true } as const;

export const eventParameters: readonly Parameter[] = [
  text('env', 'env'),
  text('kind', 'kind'),
  text('level', 'level'),
  text('component', 'component'),
  text('type', 'type'),
  text('clusterId', 'clusterId'),
  ...openTimes('time', 'eventTime'),
  text('extraInfo.name', 'extraInfo.name'),
  text('extraInfo.namespace', 'extraInfo.namespace'),
  text('extraInfo.kind', 'extraInfo.kind', forgotten),
  text('id', 'id', forgotten),
];

export const alarmParameters: readonly Parameter[] = [
  text('clusterId', 'clusterId'),
  text('namespace', 'namespace'),
  text('source', 'source'),
  text('module', 'module'),
  part('type', 'type'),
  ...openTimes('time', 'receivedTime'),
];
