/** From the storage's exceptions to what a request is answered with: the only place that translates. */
import { ApiError } from '../api';
import { RevisionCompacted, RevisionInFuture, StorageUnavailable } from './storage/kv';

/** ApiErrors pass; storage exceptions are translated; anything else stays what it is (a bug, answered with 500). */
export function fromStorage(error: unknown): unknown {
  if (error instanceof RevisionCompacted) return expired(error.asked, error.oldest);
  if (error instanceof RevisionInFuture) return ApiError.tooLargeResourceVersion(error.asked, error.current);
  if (error instanceof StorageUnavailable) return ApiError.unavailable(`the storage is unavailable: ${error.message}`, 1, error);
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
