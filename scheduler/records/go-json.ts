/** JSON as Go's encoding/json writes maps: keys sorted, and what could be taken for HTML escaped. */

const escapes: Readonly<Record<string, string>> = { '<': '\\u003c', '>': '\\u003e', '&': '\\u0026', '\u2028': '\\u2028', '\u2029': '\\u2029' };

export const sortedJson = (value: unknown): string => JSON.stringify(sorted(value)).replace(/[<>&\u2028\u2029]/g, (char) => escapes[char] ?? char);

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).filter(([, member]) => member !== undefined).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return Object.fromEntries(members.map(([key, member]) => [key, sorted(member)]));
}
