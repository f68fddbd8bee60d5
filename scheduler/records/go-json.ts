/** JSON as Go's encoding/json writes maps: keys sorted, and what could be taken for HTML escaped. */

const escapes: Readonly<Record<string, string>> = { '<': '\\u003c', '>': '\\u003e', '&': '\\u0026', '\u2028': '\\u2028', '\u2029': '\\u2029' };

const escaped = (json: string): string => (/[<>&\u2028\u2029]/.test(json) ? json.replace(/[<>&\u2028\u2029]/g, (char) => escapes[char] ?? char) : json);

const byKey = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number => (a < b ? -1 : a > b ? 1 : 0);

export const sortedJson = (value: unknown): string => escaped(JSON.stringify(sorted(value)));

/** A map whose values are JSON already. */
export const mapText = (entries: readonly (readonly [key: string, json: string])[]): string =>
  `{${[...entries].sort(byKey).map(([key, json]) => `${escaped(JSON.stringify(key))}:${json}`).join(',')}}`;

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined).sort(byKey).map(([key, member]) => [key, sorted(member)]));
}
