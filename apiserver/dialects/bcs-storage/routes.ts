/** The document's endpoints, in its order; then what its change log, its source and its own example know of beside. */
import type { Endpoint, Failure } from './call';

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

export interface Route {
  readonly method: Method;
  /** Behind either prefix. `:clusterId` and others stand for one segment. */
  readonly path: string;
  readonly endpoint: Endpoint;
  readonly failure: Failure;
  /** It lasts as long as whoever asks wants it to. */
  readonly longRunning?: true;
  /** Nothing is changed, whatever its method. */
  readonly reads?: true;
}

export const documented: readonly Route[] = [];

export const others: readonly Route[] = [];

export const routes: readonly Route[] = [...documented, ...others];
