/** Whether there are any, for those who would rather not begin to follow them before. */
import { translated } from '../storage-errors';
import type { KV } from '../storage/kv';
import { DocumentKeys } from './keys';

/** Of this name. Rejects with ApiError ServiceUnavailable when the store does not answer. */
export async function holdsDocuments(kv: KV, name: string): Promise<boolean> {
  const { kvs } = await translated(kv.list({ prefix: new DocumentKeys(name).prefix }, { limit: 1 }));
  return kvs.length > 0;
}
