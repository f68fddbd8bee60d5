/** What callers of functions are told when there is no result. */
import type { Failure, FailureKind } from './instances';

/** Becomes `{"error": message}`. */
export class InvocationRefused extends Error {
  constructor(readonly code: number, message: string, readonly retryAfterSeconds?: number) {
    super(message);
  }
}

const codes: Readonly<Record<FailureKind, number>> = {
  NotStarted: 503, Stopping: 503, Compile: 500, Timeout: 504, OutOfMemory: 500, Thrown: 500, NotJson: 502,
};

export const refusalOf = ({ kind, message }: Failure): InvocationRefused => new InvocationRefused(codes[kind], message);
