/** Time zones by the names of the IANA data base, as far as the runtime knows them (ECMA-402). Pure. */

/** Parts of the name of a zone, which is a file's (https://data.iana.org/time-zones/theory.html#naming). */
const zonePart = /^(?!-|\.\.?$)[A-Za-z.\-_0-9+]{1,14}$/;

export function isTimeZone(zone: string): boolean {
  // Intl also takes offsets, which are no names.
  if (!/^[A-Za-z]/.test(zone) || !zone.split('/').every((part) => zonePart.test(part))) return false;
  try {
    const { timeZone } = new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions();
    // Intl takes a name in any case; as a file it has one.
    return timeZone === zone || timeZone.toLowerCase() !== zone.toLowerCase();
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  const format = new Intl.DateTimeFormat('en', {
    timeZone: zone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric',
  });
  formats.set(zone, format);
  return format;
}

/** By how many milliseconds the zone's clocks are ahead of UTC at `ms` since the epoch. */
export function zoneOffset(zone: string, ms: number): number {
  if (zone === 'UTC') return 0;
  const parts = Object.fromEntries(formatOf(zone).formatToParts(ms).map(({ type, value }) => [type, Number(value)]));
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(ms / 1000) * 1000;
}

/** RFC 3339 in whole seconds, in the zone's own time: `2026-01-01T03:00:00+01:00`. */
export function formatTimeIn(zone: string, ms: number): string {
  const offset = zoneOffset(zone, ms);
  const local = new Date(ms + offset).toISOString().slice(0, 19);
  if (offset === 0) return `${local}Z`;
  const minutes = Math.abs(offset) / 60_000;
  const two = (number: number): string => String(Math.floor(number)).padStart(2, '0');
  return `${local}${offset < 0 ? '-' : '+'}${two(minutes / 60)}:${two(minutes % 60)}`;
}
