/** From the storage's exceptions to what a request is answered with: the only place that translates. */
import { ApiError } from '../api';
import { RevisionCompacted, RevisionInFuture, StorageUnavailable, ValueTooLarge } from './storage/kv';

/** What lies under a key is no object of its resource: foreign hands were at the store. */
export class Undecodable extends Error {
  constructor(readonly key: string, readonly reason: string) {
    super(`unable to decode ${key}: ${reason}`);
    this.name = 'Undecodable';
  }
}

/** What is stored cannot be seen in the version asked for: its conversion webhook fails. */
export class Unconvertible extends Error {}

/** ApiErrors pass; storage exceptions are translated; anything else stays what it is (a bug, answered with 500). */
export function fromStorage(error: unknown): unknown {
  if (error instanceof RevisionCompacted) return expired(error.asked, error.oldest);
  if (error instanceof RevisionInFuture) return ApiError.tooLargeResourceVersion(error.asked, error.current);
  if (error instanceof StorageUnavailable) return ApiError.unavailable(`the storage is unavailable: ${error.message}`, 1, error);
  if (error instanceof ValueTooLarge) return ApiError.unknown(error.message, error);
  if (error instanceof Undecodable) return ApiError.internal(error.message, error);
  if (error instanceof Unconvertible) return ApiError.unknown(error.message);
  return error;
}

export const expired = (asked: number, oldest?: number): ApiError =>
  ApiError.expired(oldest === undefined ? `too old resource version: ${asked}` : `too old resource version: ${asked} (${oldest})`);

export async function translated<V>(work: Promise<V>): Promise<V> {
  try {
    return await work;
  } catch (error) {
    throw fromStorage(error);
  }
}

/** The same for an iteration. */
export async function* translatedEach<V>(batches: AsyncIterable<V>): AsyncGenerator<V> {
  try {
    yield* batches;
  } catch (error) {
    throw fromStorage(error);
  }
}
