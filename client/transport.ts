/** What REST needs of the network. http.ts implements it on sockets, tests without. */

export interface TransportRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Path and query, from `/api` or `/apis` on. */
  readonly path: string;
  /** Sent as JSON. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
}

export interface Answer {
  /** The parsed JSON. */
  readonly body: unknown;
  /** Texts of `Warning: 299` headers. */
  readonly warnings: readonly string[];
}

/** Whatever goes wrong is an ApiError: what the server said, or ServiceUnavailable when it could not be reached. */
export interface Transport {
  send(request: TransportRequest): Promise<Answer>;
  /** The bytes of a long answer as they come. Ends when the server ends it or `signal` aborts. */
  stream(path: string, signal: AbortSignal): AsyncIterable<Uint8Array>;
}
