/**
 * A pod's annotations with one attempt's results: the latest as they are, all of them in `result-history`, the oldest of
 * which go when there is no room for all (kube-scheduler-simulator, simulator/scheduler/storereflector).
 */
import { historyKey } from './annotations';
import { sortedJson } from './go-json';

export type Annotations = Readonly<Record<string, string>>;

/** What all annotations of an object may take, names and values (k8s.io/apimachinery pkg/api/validation, TotalAnnotationSizeLimitB). */
export const maxBytes = 256 * 1024;

export interface Noted {
  readonly annotations: Annotations;
  /** Why the history, or some of the results, are not in it. */
  readonly faults: readonly string[];
}

export function withResults(present: Annotations, results: Annotations, prefix: string): Noted {
  const key = `${prefix}${historyKey}`;
  const { [key]: history, ...others } = present;
  const { kept, left } = fitting(results, maxBytes - sizeOf(without(others, results)) - Buffer.byteLength(key) - empty.length);
  const annotations = { ...others, ...kept };
  const faults = left.length ? [`no room for ${left.join(', ')}`] : [];
  const parsed = parseHistory(history);
  if (!parsed) return { annotations: { ...annotations, ...(history !== undefined && fits(annotations, key, history) && { [key]: history }) }, faults: [...faults, `${key} is no list of results`] };
  return { annotations: { ...annotations, [key]: trimmed([...parsed, kept], maxBytes - sizeOf(annotations) - Buffer.byteLength(key)) }, faults };
}

const empty = '[]';

const sizeOf = (annotations: Annotations): number => Object.entries(annotations).reduce((sum, [key, value]) => sum + Buffer.byteLength(key) + Buffer.byteLength(value), 0);

const fits = (annotations: Annotations, key: string, value: string): boolean => sizeOf({ ...annotations, [key]: value }) <= maxBytes;

const without = (annotations: Annotations, those: Annotations): Annotations => Object.fromEntries(Object.entries(annotations).filter(([key]) => !Object.hasOwn(those, key)));

/** The smallest results first, so that of a very large cluster at least the short ones are told. */
function fitting(results: Annotations, room: number): { readonly kept: Annotations; readonly left: readonly string[] } {
  const bySize = Object.entries(results).map(([key, value]) => ({ key, value, size: Buffer.byteLength(key) + Buffer.byteLength(value) })).sort((a, b) => a.size - b.size);
  const kept: Record<string, string> = {};
  const left: string[] = [];
  let free = room;
  for (const { key, value, size } of bySize) {
    if (size > free) left.push(key);
    else kept[key] = value;
    free -= size;
  }
  return { kept, left };
}

/** Undefined: it is something else. */
function parseHistory(text = empty): readonly Annotations[] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) && value.every(isResults) ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

const isResults = (value: unknown): value is Annotations =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && Object.values(value).every((member) => typeof member === 'string');

/** The newest that fit, as JSON; the oldest first. */
function trimmed(history: readonly Annotations[], room: number): string {
  const texts = history.map(sortedJson);
  let size = empty.length;
  let first = texts.length;
  while (first > 0 && size + Buffer.byteLength(texts[first - 1] ?? '') + 1 <= room) size += Buffer.byteLength(texts[--first] ?? '') + 1;
  return `[${texts.slice(first).join(',')}]`;
}
