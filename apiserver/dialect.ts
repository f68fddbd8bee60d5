/**
 * How an API is plugged into the server: read this file first.
 *
 * A dialect is one tongue (kubernetes is one of several). It claims requests by their path and answers them, errors
 * included, in its own envelope. It knows the registry's door and this file; never the server, the storage or
 * another dialect.
 */
import type { Request, Response } from 'express';
import type { ApiError, apidiscovery, Clock, Destination, Logger, Measures, Random, SchedulerControl } from '../api';
import type { Registry } from '../registry';
import type { GroupVersion, Ranked } from './aggregation/priorities';
import type { Swagger } from './aggregation/swagger';
import type { RequestAttributes } from './layers/attributes';

export { byGroup, priorityOf, type GroupVersion, type Ranked } from './aggregation/priorities';
export type { Swagger } from './aggregation/swagger';
export { isLoopback } from './aggregation/target';
export { recordOf, type AuditRecord } from './audit/record';
export { plainAttributes, type RequestAttributes } from './layers/attributes';
export { choice, defaultsOf, namesOf, readChoices, type Choice, type Choices, type Chosen } from './layers/choices';
export { Disconnected, MAX_BODY_BYTES, readBody } from './layers/body';
export { quoteGo } from './layers/go-quote';
export { Deflations, deflates } from './layers/gzip';
export { apiVersionOf, itemParts, joinItems } from './layers/item-text';
export { describeJsonFault, findJsonFault, firstJsonValue } from './layers/json-fault';
export { inNamespace } from './layers/namespaces';
export { parseJson, parseYaml, unrecognized, type ParsedBody } from './layers/parse';
export { endOf, pump, type Ending, type FrameSink } from './layers/pump';
export { routeTable, type Found, type RouteTable } from './layers/route-table';
export { jsonHeaders, nextTurn, sendPieces, sendPlain, sendText } from './layers/sending';
export { BodySyntaxError } from './layers/syntax-error';
export { traceOf } from './layers/trace';
export { upgradeOf, type Upgrade } from './layers/upgrade';
export { warningHeader } from './layers/warning-header';
export { acceptWebSocket, asksForWebSocket, type WebSocket } from './layers/web-socket';
export type { Request, Response };

/** What a dialect is given. */
export interface DialectContext {
  readonly registry: Registry;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  readonly measures: Measures;
  readonly version: VersionInfo;
  /** The way to what runs on nodes. */
  readonly nodes: NodeConnector;
  /** Other API servers; absent where nobody looks after them. */
  readonly aggregator?: Aggregator;
  /** The scheduler of this process; absent where none runs in it. */
  readonly scheduler?: SchedulerControl;
  /** Takes the cluster, and the configuration of its scheduler, back to where it was at its start; absent where nobody can. */
  readonly reset?: () => Promise<void>;
  /** Aborted when the server begins to close: streams end, and no new long wait begins. */
  readonly closing: AbortSignal;
}

/** Whoever runs pods: gives logs, takes streams, answers what is passed on to ports (upstream: the kubelets' own API). */
export interface NodeConnector {
  /**
   * Answers the request itself, or takes its connection over (`upgradeOf`). Rejects with ApiError when it cannot; must end
   * with the connection.
   */
  connect(connection: NodeConnection, request: Request, response: Response): Promise<void>;
}

export interface NodeConnection {
  /** `log`, `exec`, `attach`, `portforward`, `proxy`; `function`: the pod's name is that of a function. */
  readonly subresource: string;
  readonly destination: Destination;
  /** The query as its options (`core.v1.PodExecOptions`); they have been judged. */
  readonly options: object;
}

/** Who stands in for other API servers that are registered here (APIServices). */
export interface Aggregator {
  /** What they serve, in no order; another array when something about it changed. What is served here too is not theirs. */
  readonly versions: readonly AggregatedVersion[];
  /**
   * Answers with what the other server says, or takes the connection over; false: nobody is registered for that version. What
   * waits for events ends when `closing` aborts.
   */
  serve(version: GroupVersion, request: Request, response: Response, closing: AbortSignal): Promise<boolean>;
}

/** A group and version that another API server serves. */
export interface AggregatedVersion extends Ranked {
  /** False while its server does not answer. */
  readonly fresh: boolean;
  readonly resources: readonly apidiscovery.APIResourceDiscovery[];
  readonly openApiV2?: Swagger;
  /** The address of its OpenAPI v3 document; requests for it are passed on. */
  readonly openApiV3?: string;
}

export interface Dialect {
  readonly name: string;
  /** Whether a path (without query, as sent) belongs to this dialect. The first dialect of the server's list that says yes answers. */
  claims(path: string): boolean;
  /**
   * Answers. Whatever it rejects with is a bug of the dialect: the server logs it and answers 500. Every wait in it
   * must end with the connection (`response`'s 'close').
   */
  handle(request: Request, response: Response, attributes: RequestAttributes): Promise<void>;
  /** What a request asks for, as limits, audit and metrics judge it; `handle` is given the same. Default: what can be said of any request. */
  describe?(request: Request): RequestAttributes;
  /** Answers a request that the server refuses before or while the dialect looks at it. Default: in plain text. */
  refuse?(request: Request, response: Response, error: ApiError): void;
}

export type DialectFactory = (context: DialectContext) => Dialect;

/** What `/version` says (k8s.io/apimachinery pkg/version Info). */
export interface VersionInfo {
  readonly major: string;
  readonly minor: string;
  readonly gitVersion: string;
  readonly gitCommit: string;
  readonly gitTreeState: string;
  readonly buildDate: string;
  readonly goVersion: string;
  readonly compiler: string;
  readonly platform: string;
}
