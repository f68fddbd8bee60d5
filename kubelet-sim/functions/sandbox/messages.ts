/** What is said between this thread and those in which sandboxes are. */
import type { Image } from './javascript/image';
import type { Limits } from './program';

export interface Load {
  readonly files: Readonly<Record<string, Uint8Array>>;
  readonly entry: string;
  readonly handler: string;
  readonly env: Readonly<Record<string, string>>;
  readonly limits: Limits;
  /** What chance begins with. */
  readonly seed: number;
}

export type ToThread =
  /** `image`: how it was when its thread was taken from it. */
  | { readonly type: 'load'; readonly load: Load; readonly image?: Image }
  /** `params`: JSON text, or no JSON at all. */
  | { readonly type: 'call'; readonly id: number; readonly params: string }
  /** A program that is its own handler: it ends with its last line. */
  | { readonly type: 'script'; readonly load: Load; readonly args: readonly string[] }
  | { readonly type: 'fire'; readonly timer: number }
  /** Is anybody there? */
  | { readonly type: 'ping' }
  /** Nobody calls: give back what it has become. */
  | { readonly type: 'freeze' };

export type FaultKind = 'OutOfMemory' | 'Thrown' | 'NotJson';

export type FromThread =
  /** There is an engine, and nobody's program in it. */
  | { readonly type: 'ready'; readonly snapshot?: Uint8Array }
  | { readonly type: 'loaded'; readonly image?: Image }
  | { readonly type: 'refused'; readonly message: string }
  | { readonly type: 'done'; readonly id: number; readonly text: string }
  | { readonly type: 'failed'; readonly id: number; readonly kind: FaultKind; readonly message: string }
  /** It waits for something: others may have the thread. */
  | { readonly type: 'pending'; readonly id: number }
  | { readonly type: 'exited'; readonly code: number; readonly kind?: FaultKind; readonly message?: string }
  | { readonly type: 'frozen'; readonly image: Image }
  | { readonly type: 'pong' }
  | { readonly type: 'said'; readonly stream: 'stdout' | 'stderr'; readonly text: string }
  | { readonly type: 'timer'; readonly timer: number; readonly ms: number }
  | { readonly type: 'cancel'; readonly timer: number };
