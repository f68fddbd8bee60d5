/** The streams of a remote command (KEP-4006; k8s.io/apimachinery remotecommand), whatever carries them. */
import type { meta } from '../../api';
import type { Input, Output } from '../shell/io';

/** What the client asked for (core.v1.PodExecOptions, as the kubelet's API takes them). */
export interface Wished {
  readonly stdin: boolean;
  readonly stdout: boolean;
  readonly stderr: boolean;
  readonly tty: boolean;
}

export interface RemoteStreams {
  /** Ends at once where the client sends nothing. */
  readonly input: Input;
  /** Takes what nobody wants too. */
  readonly output: Output;
  readonly errors: Output;
  /** Aborts when the client is gone. */
  readonly signal: AbortSignal;
  /** The last word; nothing goes either way afterwards. */
  finish(status: Outcome): void;
}

export type Outcome = Omit<meta.Status, 'metadata' | 'kind' | 'apiVersion'>;

/** A terminal has no second output. */
export function wishedIn(query: URLSearchParams): Wished {
  const has = (name: string): boolean => ['1', 'true'].includes(query.get(name) ?? '');
  const tty = has('tty');
  return { stdin: has('input'), stdout: has('output'), stderr: has('error') && !tty, tty };
}

/** A client that leaves more than this unread has gone to sleep: it is cut off. */
export const mostUnread = 16 * 1024 * 1024;

export const noOutput: Output = { write: () => undefined };

export const succeeded: Outcome = { status: 'Success' };

/** What clients read an exit code from (k8s.io/cri-streaming remotecommand NonZeroExitCodeReason). */
export const exited = (code: number, words: readonly string[]): Outcome => (code === 0 ? succeeded : {
  status: 'Failure', reason: 'NonZeroExitCode', message: `command terminated with non-zero exit code: error executing command [${words.join(' ')}], exit code ${code}`,
  details: { causes: [{ reason: 'ExitCode', message: String(code) }] },
});

export const failed = (message: string): Outcome =>
  ({ status: 'Failure', reason: 'InternalError', message: `Internal error occurred: ${message}`, details: { causes: [{ message }] }, code: 500 });

export const statusText = (status: Outcome): string => JSON.stringify({ kind: 'Status', apiVersion: 'v1', metadata: {}, ...status });
