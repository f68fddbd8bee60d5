/** One request for a resource, as the verbs see it. */
import type { ObjectKey } from '../../../api';
import type { ResourceStore } from '../../../registry';
import type { DialectContext, Request, Response } from '../../dialect';
import type { Answer } from './negotiate';
import type { Query } from './query';
import type { RequestInfo } from './request-info';

export interface Call {
  readonly request: Request;
  readonly response: Response;
  readonly info: RequestInfo;
  readonly query: Query;
  readonly answer: Answer;
  readonly store: ResourceStore;
  readonly context: DialectContext;
  /** Texts for `Warning: 299` headers; a text is sent once. */
  readonly warnings: Set<string>;
}

/** Answers the call; rejects with ApiError, which the dialect turns into a Status. */
export type VerbHandler = (call: Call) => Promise<void>;

export function keyOf({ info }: Call): ObjectKey {
  const name = info.name ?? '';
  return info.namespace === undefined ? { name } : { namespace: info.namespace, name };
}
