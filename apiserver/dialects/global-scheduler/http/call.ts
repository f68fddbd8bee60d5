/** One request, as the endpoints see it. */
import type { Random } from '../../../../api';
import type { Request, RequestAttributes, Response } from '../../../dialect';
import type { GlobalSchedulerOptions } from '../options';
import type { Service } from '../service';

export interface Call {
  readonly request: Request;
  readonly response: Response;
  /** What stands in the path for `:id`. */
  readonly id: string;
  readonly query: RequestAttributes['query'];
  readonly service: Service;
  readonly random: Random;
  readonly options: GlobalSchedulerOptions;
}

/** Answers the call; rejects with what the envelope knows. */
export type Endpoint = (call: Call) => Promise<void>;
