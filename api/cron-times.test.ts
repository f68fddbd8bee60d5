import { parseCron } from './cron';
import { nextCronTime } from './cron-times';

const after = (from: string, schedule: string, zone: string): string | undefined => {
  const next = nextCronTime(parseCron(schedule), zone, Date.parse(from));
  return next === undefined ? undefined : new Date(next).toISOString();
};

const [utc, newYork] = ['UTC', 'America/New_York'];

test('what is no time has no next one', () => expect(nextCronTime(parseCron('* * * * *'), utc, NaN)).toBeUndefined());

test.each([
  ['the next minute', '2012-07-09T14:45:00Z', '* * * * *', utc, '2012-07-09T14:46:00.000Z'],
  ['within a minute', '2012-07-09T14:45:59.999Z', '* * * * *', utc, '2012-07-09T14:46:00.000Z'],
  ['over the hour', '2012-07-09T15:45:00Z', '20-35/15 * * * *', utc, '2012-07-09T16:20:00.000Z'],
  ['over the year', '2012-12-31T23:59:45Z', '* * * * *', utc, '2013-01-01T00:00:00.000Z'],
  ['months by name', '2012-07-09T23:35:00Z', '0 0 9 apr-oct ?', utc, '2012-08-09T00:00:00.000Z'],
  ['either day', '2012-07-09T14:45:00Z', '0 0 1,15 * 1', utc, '2012-07-15T00:00:00.000Z'],
  ['steps restrict', '2012-07-09T14:45:00Z', '0 0 */5 * 1', utc, '2012-07-11T00:00:00.000Z'],
  ['both days, where one is any', '2012-07-09T14:45:00Z', '0 0 ? * sun', utc, '2012-07-15T00:00:00.000Z'],
  ['leap years', '2012-07-09T23:35:00Z', '0 0 29 feb ?', utc, '2016-02-29T00:00:00.000Z'],
  ['a word', '2026-01-01T00:00:00Z', '@weekly', utc, '2026-01-04T00:00:00.000Z'],
  ['a time that clocks leave out waits for its next date', '2012-03-11T05:00:00Z', '0 2 * * *', newYork, '2012-03-12T06:00:00.000Z'],
  ['that may be next year', '2012-03-11T04:00:00Z', '30 2 11 3 *', newYork, '2013-03-11T06:30:00.000Z'],
  ['every hour, over a gap', '2012-03-11T06:00:00Z', '0 * * * *', newYork, '2012-03-11T07:00:00.000Z'],
  ['a time that clocks show twice', '2012-11-04T04:00:00Z', '0 1 * * *', newYork, '2012-11-04T05:00:00.000Z'],
  ['happens twice', '2012-11-04T05:00:00Z', '0 1 * * *', newYork, '2012-11-04T06:00:00.000Z'],
  ['and not again', '2012-11-04T06:00:00Z', '0 1 * * *', newYork, '2012-11-05T06:00:00.000Z'],
  ['after the clocks were set', '2012-11-04T04:00:00Z', '30 2 4 11 *', newYork, '2012-11-04T07:30:00.000Z'],
  ['a midnight that is left out', '2018-11-04T02:00:00Z', '0 0 * * *', 'America/Sao_Paulo', '2018-11-05T02:00:00.000Z'],
  ['half an hour of summer time', '2025-10-04T14:00:00Z', '15 2 * * *', 'Australia/Lord_Howe', '2025-10-05T15:15:00.000Z'],
  ['over a gap of a far date', '2026-02-01T00:00:00Z', '0 12 1 5 *', 'Europe/Berlin', '2026-05-01T10:00:00.000Z'],
  ['never', '2026-01-01T00:00:00Z', '0 0 30 2 *', 'Europe/Berlin', undefined],
  ['every so often', '2026-01-01T00:00:00.700Z', '@every 1h30m', utc, '2026-01-01T01:30:00.000Z'],
])('%s', (_, from, schedule, zone, expected) => expect(after(from, schedule, zone)).toBe(expected));
