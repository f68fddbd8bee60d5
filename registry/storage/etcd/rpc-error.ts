/** What a call to etcd can end with, and what it means to those above (grpc/grpc doc/statuscodes.md). */
import { StorageUnavailable } from '../kv';

export const grpcStatus = {
  ok: 0, unknown: 2, invalidArgument: 3, deadlineExceeded: 4, notFound: 5, resourceExhausted: 8, outOfRange: 11, unavailable: 14,
} as const;

export class RpcError extends Error {
  constructor(
    readonly code: number,
    message: string,
    /** False when the request certainly has not been carried out: it may be sent again, whatever it is. */
    readonly ambiguous: boolean,
    options?: { cause?: unknown },
  ) {
    super(message, options);
    this.name = 'RpcError';
  }

  /** Another member, or this one a little later, may answer. */
  get passing(): boolean {
    return this.code === grpcStatus.unavailable || this.code === grpcStatus.deadlineExceeded;
  }

  get compacted(): boolean {
    return this.message.includes('required revision has been compacted');
  }

  get inFuture(): boolean {
    return this.message.includes('required revision is a future revision');
  }

  get leaseNotFound(): boolean {
    return this.message.includes('requested lease not found');
  }

  /** The NOSPACE alarm: etcd takes no writes until someone compacts, defragments and disarms. */
  get noSpace(): boolean {
    return this.message.includes('database space exceeded');
  }
}

/**
 * Refused before it was proposed to the quorum: the member knows of no leader (the `hasleader` interceptor of
 * etcd-io/etcd server/etcdserver/api/v3rpc/interceptor.go), so even a write may go to another one.
 */
export const refusedWithoutLeader = (code: number, message: string): boolean => code === grpcStatus.unavailable && message === 'etcdserver: no leader';

/** The error for callers of the storage contract. Faults of the request itself stay what they are. */
export function toStorageError(error: unknown): unknown {
  if (!(error instanceof RpcError)) return error;
  const code = error.code;
  const lasting = code === grpcStatus.invalidArgument || code === grpcStatus.outOfRange || code === grpcStatus.notFound;
  return lasting ? error : new StorageUnavailable(`etcd: ${error.message}`, { cause: error });
}
