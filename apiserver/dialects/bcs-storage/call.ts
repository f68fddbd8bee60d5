/** One request, as the endpoints see it: read this file first. */
import type { Clock } from '../../../api';
import type { Documents } from '../../../registry';
import type { Request, Response } from '../../dialect';
import type { CodeName } from './codes';
import type { Feed } from './live/feeding';
import type { Switches } from './switches';

/** What all calls share. */
export interface Service {
  readonly documents: Documents;
  readonly clock: Clock;
  readonly switches: Switches;
  /** Tells the cluster's own Events as events and alarms; absent: there is no such cluster. */
  readonly feed: Pick<Feed, 'begin' | 'caughtUp'> | undefined;
  /** Aborted when the server begins to close: streams end. */
  readonly closing: AbortSignal;
}

/** Parameters by name, the first of each: a query, or the members of a body. */
export interface Parameters {
  get(name: string): string | null | undefined;
}

export interface Call {
  readonly request: Request;
  readonly response: Response;
  /** What stands in the path for `:clusterId`, `:namespace`, `:resourceType`, `:resourceName` and others, decoded. */
  readonly at: Readonly<Record<string, string>>;
  readonly query: Parameters;
  readonly service: Service;
}

/**
 * Answers the call. Rejects with Refusal or ApiError, which the dialect answers with as the route says (`Failure`), and with NotServed
 * for a path that leads nowhere after all.
 */
export type Endpoint = (call: Call) => Promise<void>;

/** How a route's failures look. */
export interface Failure {
  readonly code: CodeName;
  /** Of what is not there; default: `code`. */
  readonly missing?: CodeName;
  readonly data: 'array' | 'null' | 'object';
  /** `total` is there too. */
  readonly total?: true;
}
