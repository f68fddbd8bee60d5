/**
 * What a client has written and Kubernetes cannot say: `protocol: tcp`, a readOnly that nobody heeds. It is kept beside the object as a
 * list of differences between what was written and what comes back, and put in again where what comes back is still the same: whoever
 * changes the object through another API is believed.
 */

interface Difference {
  readonly path: readonly (string | number)[];
  /** What comes back there; absent: nothing. */
  readonly says?: unknown;
  readonly written: unknown;
}

type Node = Readonly<Record<string | number, unknown>>;

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null;

/** As good as not written: the server may choose. */
export function isUnset(value: unknown): boolean {
  if (value === undefined || value === null || value === '' || value === 0 || value === false) return true;
  return isNode(value) && Object.values(value).every(isUnset);
}

export function differencesOf(written: unknown, said: unknown, path: Difference['path'] = []): Difference[] {
  if (isUnset(written)) return [];
  if (isNode(written) && isNode(said) && Array.isArray(written) === Array.isArray(said) && (!Array.isArray(written) || written.length === (said as unknown as unknown[]).length)) {
    return Object.entries(written).flatMap(([name, inner]) => differencesOf(inner, said[name], [...path, Array.isArray(written) ? Number(name) : name]));
  }
  if (isNode(written) && isUnset(said) && !Array.isArray(written)) return Object.entries(written).flatMap(([name, inner]) => differencesOf(inner, undefined, [...path, name]));
  return same(written, said) ? [] : [{ path, ...(!isUnset(said) && { says: said }), written }];
}

/** Another object where there is something to put in. */
export const recalled = <T>(said: T, differences: readonly Difference[]): T =>
  differences.reduce<unknown>((object, { path, says, written }) => put(object, path, says, written), said) as T;

function put(object: unknown, path: Difference['path'], says: unknown, written: unknown): unknown {
  const [name, ...rest] = path;
  if (name === undefined) return same(object, says) || (isUnset(object) && isUnset(says)) ? written : object;
  // The list has become another.
  if (typeof name === 'number') return Array.isArray(object) && name < object.length ? object.map((item: unknown, i) => (i === name ? put(item, rest, says, written) : item)) : object;
  if (!isNode(object) && !isUnset(object)) return object;
  const before = isNode(object) ? object[name] : undefined;
  const after = put(before, rest, says, written);
  return after === before ? object : { ...(isNode(object) ? object : {}), [name]: after };
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** What somebody has spoilt is forgotten. */
export function readDifferences(text: string | undefined): Difference[] {
  if (!text) return [];
  try {
    const read: unknown = JSON.parse(text);
    return Array.isArray(read) ? read.filter(isDifference) : [];
  } catch {
    return [];
  }
}

const isDifference = (value: unknown): value is Difference =>
  isNode(value) && Array.isArray(value.path) && value.path.length > 0 && value.path.every((name) => (typeof name === 'string' && name !== '__proto__') || Number.isSafeInteger(name));
