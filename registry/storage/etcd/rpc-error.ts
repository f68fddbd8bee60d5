/** What a call to etcd can end with, and what it means to those above (grpc/grpc doc/statuscodes.md). */
import { StorageUnavailable, ValueTooLarge } from '../kv';

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
    return this.code === grpcStatus.unavailable || this.code === grpcStatus.deadlineExceeded || this.overloaded;
  }

  /** The member has more to apply than it likes: a pause helps, another member does not. */
  get overloaded(): boolean {
    return this.message === tooManyRequests;
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
}

const tooManyRequests = 'etcdserver: too many requests';

/**
 * Refused before it was proposed to the quorum, so that even a write may be sent again: the member knows of no leader
 * (the `hasleader` interceptor, etcd-io/etcd server/etcdserver/api/v3rpc/interceptor.go), or is too far behind
 * (v3_server.go, processInternalRaftRequestOnce).
 */
export const wasNotProposed = (message: string): boolean => message === 'etcdserver: no leader' || message === tooManyRequests;

const requestTooLarge = 'etcdserver: request is too large';

/** What is much larger does not get as far as etcd: its gRPC server refuses the message (etcd-io/etcd server/etcdserver/api/v3rpc/grpc.go, grpcOverheadBytes). */
const isTooLarge = ({ code, message }: RpcError): boolean => message === requestTooLarge || (code === grpcStatus.resourceExhausted && message.startsWith('grpc: received message larger than max'));

/** The error for callers of the storage contract. Faults of the request itself stay what they are. */
export function toStorageError(error: unknown): unknown {
  if (!(error instanceof RpcError)) return error;
  if (isTooLarge(error)) return new ValueTooLarge(requestTooLarge, { cause: error });
  const code = error.code;
  const lasting = code === grpcStatus.invalidArgument || code === grpcStatus.outOfRange || code === grpcStatus.notFound;
  return lasting ? error : new StorageUnavailable(`etcd: ${error.message}`, { cause: error });
}
