/**
 * One step of a field path, in the form FieldsV1 writes it: `f:name`, `k:{"containerPort":80,"protocol":"TCP"}`,
 * `v:"finalizer"`, `i:3` (sigs.k8s.io/structured-merge-diff fieldpath/serialize-pe.go). Keys and values are compact JSON with
 * sorted keys, so that equal steps are equal strings.
 */
import { isObject, type Json } from '../patch/own';

export class FieldsError extends Error {}

export const fieldElement = (name: string): string => `f:${name}`;
export const valueElement = (value: unknown): string => `v:${goJson(value)}`;

/** `pairs` sorted by name, as the schema names the keys of a list. */
export function keyElement(pairs: readonly (readonly [string, unknown])[]): string {
  let text = '';
  for (const [name, value] of pairs) text += `${text && ','}${goJson(name)}:${goJson(value)}`;
  return `k:{${text}}`;
}

const special = /[<>&\u2028\u2029]/g;
const plain = /^[\w./:@ -]*$/;

/** JSON as encoding/json prints it: keys sorted, what HTML reads as its own escaped. */
export function goJson(value: unknown): string {
  if (typeof value === 'string' && plain.test(value)) return `"${value}"`;
  if (typeof value === 'number') return String(value);
  const text = JSON.stringify(sortKeys(value));
  return text.replace(special, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.keys(value).sort().map((key) => [key, sortKeys(value[key])]));
}

const seen = new Map<string, string>();
const maxSeen = 4096;

/** A step as a client wrote it, in canonical form; undefined: of a kind that we do not know. Throws FieldsError. */
export function parseElement(text: string): string | undefined {
  if (text.startsWith('f:')) return text;
  let element = seen.get(text);
  if (element !== undefined) return element;
  element = canonical(text);
  // Objects of a kind name their items alike, so the same few texts come again and again.
  if (seen.size >= maxSeen) seen.clear();
  if (element !== undefined) seen.set(text, element);
  return element;
}

function canonical(text: string): string | undefined {
  if (text.length < 2) throw new FieldsError('key must be 2 characters long:');
  if (text[1] !== ':') throw new FieldsError(`missing colon: ${text}`);
  const rest = text.slice(2);
  switch (text[0]) {
    case 'v': return valueElement(parseJson(rest));
    case 'k': return keyElement(keyPairs(rest));
    case 'i': return `i:${parseIndex(rest)}`;
    default: return undefined;
  }
}

function keyPairs(text: string): [string, unknown][] {
  const key = parseJson(text);
  if (!isObject(key)) throw new FieldsError(`no key of a list's item: ${text}`);
  return Object.keys(key).sort().map((name) => [name, key[name]]);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new FieldsError(`parsing key as path element: ${(error as Error).message}`);
  }
}

function parseIndex(text: string): number {
  if (!/^[+-]?\d+$/.test(text)) throw new FieldsError(`strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`);
  return Number(text);
}

const close = /:[^"{]|[ !\\]/;
const kinds = ['f', 'k', 'v', 'i'];

/** The order in which steps are written: fields, keys, values, indices; numbers before texts, by size (fieldpath/element.go). */
export function compareElements(a: string, b: string): number {
  const kind = a[0] as string;
  if (kind === 'f' && b[0] === 'f') return compareText(a, b);
  if (kind !== b[0]) return kinds.indexOf(kind) - kinds.indexOf(b[0] as string);
  if (kind === 'i') return Number(a.slice(2)) - Number(b.slice(2));
  // Texts of letters stand as they are; numbers, and what sorts before a quote, need a closer look.
  if (!close.test(a) && !close.test(b)) return compareText(a, b);
  const [left, right]: unknown[] = [JSON.parse(a.slice(2)), JSON.parse(b.slice(2))];
  return kind === 'v' ? compareScalars(left, right) : compareKeys(left as Json, right as Json);
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function compareKeys(a: Json, b: Json): number {
  const [left, right] = [Object.entries(a), Object.entries(b)];
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const [[aName, aValue], [bName, bValue]] = [left[i] as [string, unknown], right[i] as [string, unknown]];
    const order = compareText(aName, bName) || compareScalars(aValue, bValue);
    if (order) return order;
  }
  return left.length - right.length;
}

const ranks = ['number', 'string', 'boolean', 'object'];

function compareScalars(a: unknown, b: unknown): number {
  if (typeof a !== typeof b) return ranks.indexOf(typeof a) - ranks.indexOf(typeof b);
  if (typeof a === 'number') return a - (b as number);
  if (typeof a === 'string') return compareText(a, b as string);
  return compareText(goJson(a), goJson(b));
}

/** As conflicts and refusals name it: `.spec`, `[name="web"]`, `[="a"]`, `[3]`. */
export function printElement(element: string): string {
  const rest = element.slice(2);
  switch (element[0]) {
    case 'f': return `.${rest}`;
    case 'k': return `[${Object.entries(JSON.parse(rest) as Json).map(([name, value]) => `${name}=${JSON.stringify(value)}`).join(',')}]`;
    case 'v': return `[=${JSON.stringify(JSON.parse(rest))}]`;
    default: return `[${rest}]`;
  }
}

export const printPath = (path: readonly string[]): string => path.map(printElement).join('');
