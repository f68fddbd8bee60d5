/**
 * The Kubernetes API. A path is split once; the resource is looked up as data.
 *
 *     path -> request info -> registry.find -> verb -> answer       /api /apis -> discovery      /healthz ... -> health
 *                                      `-> nothing: aggregator -> the API server that is registered for the version
 */
import { ApiError } from '../../../api';
import { Disconnected, recordOf, type Dialect, type DialectContext, type GroupVersion, type Request, type Response } from '../../dialect';
import type { Call } from './call';
import { Discovery } from './discovery';
import { health, isHealthPath } from './health';
import { serveIssuer } from './issuer';
import { negotiate, negotiateForError } from './negotiate';
import { OpenApi } from './openapi/open-api';
import { formsOf } from './protobuf';
import type { Query } from './query';
import { Reading } from './reading';
import type { RequestInfo } from './request-info';
import { sendError, sendJson, sendText, tellWarnings, warn } from './respond';
import { handlerOf, methodNotAllowed, place } from './routes';
import { connect } from './verbs/connect';

const roots = new Set(['api', 'apis', 'version', 'openapi', 'healthz', 'livez', 'readyz', 'openid', '.well-known']);

export const kubernetes = (context: DialectContext): Dialect => new Kubernetes(context);

class Kubernetes implements Dialect {
  readonly name = 'kubernetes';
  private readonly discovery: Discovery;
  private readonly openApi: OpenApi;

  constructor(private readonly context: DialectContext) {
    this.discovery = new Discovery(context);
    this.openApi = new OpenApi(context);
  }

  claims(path: string): boolean {
    const end = path.indexOf('/', 1);
    return roots.has(path.slice(1, end < 0 ? undefined : end));
  }

  describe(request: Request): Reading {
    return new Reading(this.context.registry, request);
  }

  refuse(request: Request, response: Response, error: ApiError): void {
    sendError(request, response, error);
  }

  async handle(request: Request, response: Response, reading: Reading): Promise<void> {
    try {
      await this.route(request, response, reading);
    } catch (error) {
      this.fail(request, response, error);
    }
  }

  private async route(request: Request, response: Response, reading: Reading): Promise<void> {
    const { parts, info, query } = reading;
    const { method } = request;
    if (!parts) throw ApiError.badRequest('invalid URL escape in the path');
    if (info) return this.serveResource(request, response, info, reading);
    if (method !== 'GET' && method !== 'HEAD') throw methodNotAllowed();
    return this.serveOther(request, response, parts, query);
  }

  private async serveOther(request: Request, response: Response, parts: readonly string[], query: Query): Promise<void> {
    const version = versionAskedFor(parts);
    if (version && (await this.passOn(version, request, response))) return;
    if (parts[0] === 'api' || parts[0] === 'apis') return this.discovery.serve(request, response, parts, query);
    if (isHealthPath(parts) && (await health(this.context, response, parts, query))) return;
    if (parts[0] === 'version' && parts.length === 1) {
      return sendJson(response, { format: 'json', pretty: true }, 200, JSON.stringify(this.context.version));
    }
    if (await serveIssuer(this.context, request, response, parts)) return;
    if (parts[0] === 'openapi' && this.openApi.serve(request, response, parts)) return;
    sendText(response, 404, '404 page not found\n');
  }

  private async serveResource(request: Request, response: Response, info: RequestInfo, { store, query }: Reading): Promise<void> {
    if (!store) {
      if (await this.passOn(info, request, response)) return;
      throw ApiError.noSuchResource();
    }
    const { definition } = store;
    const placed = place(info, definition.scope === 'Namespaced');
    if (!placed) throw ApiError.noSuchResource();
    const handler = handlerOf(placed, definition, request.method);
    const { accept, 'user-agent': agent } = request.headers;
    // What a node answers with is between it and the client.
    const answer = handler === connect ? negotiateForError(accept, agent) : negotiate(accept, agent, query.get('pretty'), formsOf(definition));
    const call: Call = { request, response, info: placed, query, answer, store, context: this.context, warnings: new Set() };
    if (definition.deprecation !== undefined) warn(call, definition.deprecation);
    try {
      await handler(call);
    } catch (error) {
      tellWarnings(call);
      throw error;
    }
  }

  /** False when no other API server is registered for that version. */
  private async passOn(version: GroupVersion, request: Request, response: Response): Promise<boolean> {
    const { aggregator, closing } = this.context;
    return (await aggregator?.serve(version, request, response, closing)) ?? false;
  }

  private fail(request: Request, response: Response, error: unknown): void {
    if (error instanceof Disconnected || response.destroyed) return;
    if (!(error instanceof ApiError)) {
      recordOf(request)?.panicked(error);
      this.context.log.error('request failed', { method: request.method, url: request.url, error: error instanceof Error ? error.stack : String(error) });
    }
    if (response.headersSent) response.destroy();
    else sendError(request, response, error instanceof ApiError ? error : ApiError.internal(error instanceof Error ? error.message : String(error), error));
  }
}

/** Documents about one version: its server's own. */
function versionAskedFor([first, second, third, fourth, fifth, ...rest]: readonly string[]): GroupVersion | undefined {
  if (first === 'apis' && second !== undefined && third !== undefined && fourth === undefined) return { group: second, version: third };
  const isOpenApi = first === 'openapi' && second === 'v3' && third === 'apis' && rest.length === 0;
  return isOpenApi && fourth !== undefined && fifth !== undefined ? { group: fourth, version: fifth } : undefined;
}
