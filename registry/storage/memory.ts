/** `memory:` for tests and throw-away clusters: everything is gone when the process is. */
import type { Clock, Logger } from '../../api';
import type { KV } from './kv';
import { MemoryHistory } from './local/history';
import { LocalStore } from './local/local-store';
import { emptyRevision, State } from './local/state';

export function openMemory(deps: { readonly clock: Clock; readonly log: Logger }): KV {
  return new LocalStore({ ...deps, state: new State(emptyRevision, new MemoryHistory(emptyRevision), deps.clock) });
}
