/** One request, as the endpoints see it. */
import type { DialectContext, Request, Response } from '../../dialect';
import type { Options } from './objects/entity';

export interface Call {
  readonly request: Request;
  readonly response: Response;
  /** What stands in the path for `:namespace` and `:name`. */
  readonly at: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly context: DialectContext;
  readonly options: Options;
}

/** Answers the call; rejects with BadValue, Refusal or ApiError, which the dialect answers with. */
export type Endpoint = (call: Call) => Promise<void>;
