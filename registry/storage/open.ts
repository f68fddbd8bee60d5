/** Which store a URL means. Only the one that is asked for is loaded. */
import type { Clock, Logger } from '../../api';
import type { KV } from './kv';

export interface StorageDeps { readonly clock: Clock; readonly log: Logger }

interface Scheme { readonly prefix: string; readonly example: string; open(url: string, deps: StorageDeps): Promise<KV> }

const schemes: readonly Scheme[] = [
  {
    prefix: 'memory:', example: 'memory:',
    open: async (_url, deps) => (await import('./memory')).openMemory(deps),
  },
  {
    prefix: 'file://', example: 'file://<directory>',
    open: async (url, deps) => (await import('./embedded')).openEmbedded(url.slice('file://'.length), deps),
  },
  {
    prefix: 'etcd://', example: 'etcd://<host>:<port>[,<host>:<port>]',
    open: async (url, deps) => (await import('./etcd')).openEtcd(url, deps),
  },
];

/** Rejects with a plain Error that says what to change, or with StorageUnavailable when the store cannot be opened now. */
export async function openStorage(url: string, deps: StorageDeps): Promise<KV> {
  const scheme = schemes.find(({ prefix }) => url.startsWith(prefix));
  if (!scheme) throw new Error(`unknown store ${JSON.stringify(url)}: expected ${schemes.map(({ example }) => example).join(', ')}`);
  return scheme.open(url, deps);
}
