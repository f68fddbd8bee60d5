/** One request, as the endpoints see it: read this file first. */
import type { bcsRules, Clock, Logger, Random } from '../../../api';
import type { Registry } from '../../../registry';
import type { Switches } from './switches';

/** Puts questions to helpers of somebody's on this machine. */
export interface Poster {
  /** Rejects, in words, when there is no whole answer in time. */
  post(url: string, body: string, signal: AbortSignal): Promise<{ readonly code: number; readonly text: string }>;
}

/** `ca`: PEM, of who vouches for them. `servername`: whom their certificate has to name, where that is not the host. Throws for certificates that nobody can use. */
export type PosterFactory = (options: { readonly timeoutMs: number; readonly mostBytes: number; readonly tls: { readonly ca?: string; readonly servername?: string } }) => Poster;

/** What all calls share. */
export interface Service {
  readonly registry: Registry;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  readonly timing: bcsRules.Timing;
  readonly switches: Switches;
  /** The id that requests name in their header: `BCS-MESOS-10001`. */
  readonly clusterId: string;
  /** The cluster's own name, a part of ids: `10001`. */
  readonly cluster: string;
  readonly posterWith: PosterFactory;
  /** A number of nanoseconds that nothing else here has. */
  nanos(): string;
}

/** Parameters of the query by name, the first of each, without quotes around it. */
export interface Query {
  get(name: string): string | undefined;
}

export interface Call {
  readonly method: Method;
  /** What stands in the path for `:ns`, `:name` and others, decoded. */
  readonly at: Readonly<Record<string, string>>;
  readonly query: Query;
  /** The body of a POST or PUT as text: JSON, if it is what it should be (`body.ts` looks). '': there is none. */
  readonly json: string;
  readonly service: Service;
}

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

interface Path {
  readonly method: Method;
  /** Behind the prefix. A name that stands at one place of a path is the same for all routes: `:ns`, `:name`, `:taskgroup`, … */
  readonly path: string;
}

/** Answered with the envelope. */
export interface EnvelopedRoute extends Path {
  /** Resolves with `data` (undefined is null): a value, or JsonText or JsonItems. Rejects with BcsFault or ApiError. */
  answer(call: Call): Promise<unknown>;
}

/** Answered without: custom resources, whose answers are Kubernetes'. */
export interface PlainRoute extends Path {
  /** An ApiError becomes its Status; a BcsFault has the envelope all the same. */
  reply(call: Call): Promise<Reply>;
}

export interface Reply {
  readonly status: number;
  readonly json: string;
  /** Texts for `Warning: 299` headers. */
  readonly warnings?: readonly string[];
}

export type Route = EnvelopedRoute | PlainRoute;

export const route = (method: Method, path: string, answer: EnvelopedRoute['answer']): EnvelopedRoute => ({ method, path, answer });

export const plainRoute = (method: Method, path: string, reply: PlainRoute['reply']): PlainRoute => ({ method, path, reply });

/** Looks at a POST or PUT before its endpoint does, and may send another on. Rejects as endpoints do. */
export type Filter = (call: Call) => Promise<Call>;
