/** Ages as kubectl prints them, after k8s.io/apimachinery pkg/util/duration HumanDuration. */

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

interface Scale {
  /** Up to, but not including, this many milliseconds. */
  readonly below: number;
  readonly unit: number;
  readonly letter: string;
  /** The finer unit printed beside, unless it is zero: `4m30s`. */
  readonly finer?: { readonly unit: number; readonly letter: string };
}

const day = 24 * hour;
const year = 365 * day;

const scales: readonly Scale[] = [
  { below: 2 * minute, unit: second, letter: 's' },
  { below: 10 * minute, unit: minute, letter: 'm', finer: { unit: second, letter: 's' } },
  { below: 3 * hour, unit: minute, letter: 'm' },
  { below: 8 * hour, unit: hour, letter: 'h', finer: { unit: minute, letter: 'm' } },
  { below: 2 * day, unit: hour, letter: 'h' },
  { below: 8 * day, unit: day, letter: 'd', finer: { unit: hour, letter: 'h' } },
  { below: 2 * year, unit: day, letter: 'd' },
  { below: 8 * year, unit: year, letter: 'y', finer: { unit: day, letter: 'd' } },
  { below: Infinity, unit: year, letter: 'y' },
];

/** `5s`, `4m30s`, `3d4h`. Less than two seconds ahead of time counts as now, more is `<invalid>`. */
export function humanDuration(ms: number): string {
  if (ms <= -2 * second) return '<invalid>';
  if (ms < 0) return '0s';
  const scale = scales.find(({ below }) => ms < below) as Scale;
  const whole = `${Math.floor(ms / scale.unit)}${scale.letter}`;
  if (!scale.finer) return whole;
  const rest = Math.floor((ms % scale.unit) / scale.finer.unit);
  return rest ? `${whole}${rest}${scale.finer.letter}` : whole;
}

/** Time since an RFC 3339 instant; `<unknown>` without one. */
export const since = (time: string | undefined, now: number): string => (time ? humanDuration(now - Date.parse(time)) : '<unknown>');
