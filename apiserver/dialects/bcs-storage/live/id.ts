/** Ids that stay: the same for the same thing in every process, however often it is met. In form an ObjectId of MongoDB: seconds first, by which they sort. */
import { createHash } from 'node:crypto';

/** `ms`: when it began; `what`: which it is. */
export const stableId = (ms: number, what: string): string =>
  Math.max(0, Math.floor((ms || 0) / 1000)).toString(16).padStart(8, '0').slice(-8) + createHash('sha1').update(what).digest('hex').slice(0, 16);
