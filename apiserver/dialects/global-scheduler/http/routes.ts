/** The document's route, and those that are ours. */
import type { Endpoint } from './call';
import { create, list, read, release } from './endpoints';

export interface Route {
  readonly method: 'POST' | 'GET' | 'DELETE';
  /** `:id` stands for one segment. */
  readonly path: string;
  readonly endpoint: Endpoint;
  readonly hasBody?: true;
}

export const documented = (collection: string): readonly Route[] => [{ method: 'POST', path: collection, endpoint: create, hasBody: true }];

/** With the option `extensions`. */
export const extensions = (collection: string): readonly Route[] => [
  { method: 'GET', path: collection, endpoint: list },
  { method: 'GET', path: `${collection}/:id`, endpoint: read },
  { method: 'DELETE', path: `${collection}/:id`, endpoint: release },
];
