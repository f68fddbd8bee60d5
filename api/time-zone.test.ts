import { formatTimeIn, isTimeZone, zoneOffset } from './time-zone';

test.each([['Europe/Berlin', true], ['Etc/UTC', true], ['EST5EDT', true], ['europe/berlin', false], ['Mars/Olympus', false], ['+01:00', false], ['', false], ['../x', false]])(
  '%s: %s', (zone, known) => expect(isTimeZone(zone)).toBe(known));

test('offsets follow the time of the year', () => {
  expect(zoneOffset('Europe/Berlin', Date.UTC(2026, 0, 1))).toBe(3_600_000);
  expect(zoneOffset('Europe/Berlin', Date.UTC(2026, 6, 1, 0, 0, 0, 999))).toBe(7_200_000);
  expect(zoneOffset('UTC', 0)).toBe(0);
});

test.each([
  ['UTC', '2026-01-01T00:00:00Z'], ['Etc/UTC', '2026-01-01T00:00:00Z'], ['Europe/Berlin', '2026-01-01T01:00:00+01:00'],
  ['Asia/Kolkata', '2026-01-01T05:30:00+05:30'], ['America/St_Johns', '2025-12-31T20:30:00-03:30'],
])('midnight in %s is %s', (zone, text) => expect(formatTimeIn(zone, Date.UTC(2026, 0, 1))).toBe(text));
