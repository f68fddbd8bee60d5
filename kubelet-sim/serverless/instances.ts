/** How the activator calls the instances of functions: what runs them (`kubelet-sim/functions/`) is handed to it. */
import type { core } from '../../api';

export interface Instances {
  /**
   * Resolves to the JSON text of what the function returned. `body` is JSON text. Rejects with a Failure; with anything else when the signal
   * aborts, because nobody waits for the answer any more.
   */
  invoke(pod: core.Pod, body: string, signal: AbortSignal): Promise<string>;
}

/**
 * NotStarted: the instance is not there (yet). Stopping: it takes no more calls. Of both it holds that the call has not begun, so another
 * instance may have it. Compile, Timeout, OutOfMemory, Thrown, NotJson: what became of it.
 */
export type FailureKind = 'NotStarted' | 'Stopping' | 'Compile' | 'Timeout' | 'OutOfMemory' | 'Thrown' | 'NotJson';

export class Failure extends Error {
  constructor(readonly kind: FailureKind, message: string) {
    super(message);
  }

  /** Safe to be given to another instance. */
  get hasNotBegun(): boolean {
    return this.kind === 'NotStarted' || this.kind === 'Stopping';
  }
}
