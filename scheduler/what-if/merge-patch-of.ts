/** The merge patch (RFC 7386) that leads from one document to another; lists are taken whole. */
import { isRecord } from './judging';

export function mergePatchOf(before: unknown, after: unknown): unknown {
  if (!isRecord(before) || !isRecord(after)) return after;
  const patch: Record<string, unknown> = {};
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    if (after[key] === undefined) {
      if (before[key] !== undefined) patch[key] = null;
    } else if (JSON.stringify(before[key]) !== JSON.stringify(after[key])) patch[key] = mergePatchOf(before[key], after[key]);
  }
  return patch;
}

/** Two merge patches, one after the other, as one. */
export function patchesJoined(first: unknown, second: unknown): unknown {
  if (!isRecord(first) || !isRecord(second)) return second;
  return Object.fromEntries([...new Set([...Object.keys(first), ...Object.keys(second)])].map((key) => [key, Object.hasOwn(second, key) ? patchesJoined(first[key], second[key]) : first[key]]));
}
