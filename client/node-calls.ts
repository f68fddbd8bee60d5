/** What runs on nodes, asked where it runs. http-nodes.ts does it on sockets, tests without. */
import type { core } from '../api';

/** What became of a call. `unavailable`: nobody could be asked just now, or went away before the answer was there. */
export type FunctionAnswer =
  | { readonly type: 'data'; readonly json: string }
  | { readonly type: 'unavailable' | 'missing' | 'failed'; readonly message: string };

export interface NodeCalls {
  /** `body` is JSON text, and so is what is answered. Rejects only when the signal aborts. */
  invoke(namespace: string, name: string, body: string, signal: AbortSignal): Promise<FunctionAnswer>;
  /** What a container has written to one of its streams. Rejects when it cannot be read. */
  log(pod: core.Pod, container: string, stream: 'Stdout' | 'Stderr', limitBytes: number, signal: AbortSignal): Promise<string>;
}
