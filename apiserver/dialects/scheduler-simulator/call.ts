/** One request, as the endpoints see it. */
import type { DialectContext, Request, RequestAttributes, Response } from '../../dialect';

export interface Call {
  readonly request: Request;
  readonly response: Response;
  readonly query: RequestAttributes['query'];
  readonly context: DialectContext;
}

/** Answers the call; rejects with Fault or ApiError, which the dialect answers with. */
export type Endpoint = (call: Call) => Promise<void>;
