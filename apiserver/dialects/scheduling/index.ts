/**
 * Why a pod is where it is, and what if: two subresources of pods that Kubernetes does not have (docs/explaining.md).
 *
 *     GET  /api/v1/namespaces/{namespace}/pods/{name}/scheduling            the latest decision
 *     POST /api/v1/namespaces/{namespace}/pods/{name}/scheduling/what-if    a dry run with changes
 *
 * They are not in discovery, so that nobody takes them for upstream's. Errors are Statuses.
 */
import { ApiError, kinds, type ObjectKey, type SchedulerControl } from '../../../api';
import {
  BodySyntaxError, Disconnected, parseJson, parseYaml, plainAttributes, readBody, recordOf, type Dialect, type DialectContext, type Request, type RequestAttributes, type Response,
} from '../../dialect';

const suffixes = ['/scheduling', '/scheduling/what-if'] as const;
const shape = /^\/api\/v1\/namespaces\/([^/]+)\/pods\/([^/]+)(\/scheduling|\/scheduling\/what-if)$/;

interface Asked {
  readonly namespace: string;
  readonly name: string;
  readonly subresource: 'scheduling' | 'scheduling/what-if';
}

export const scheduling = (context: DialectContext): Dialect => ({
  name: 'scheduling',
  // Every request passes here.
  claims: (path) => suffixes.some((suffix) => path.endsWith(suffix)) && shape.test(path),
  describe: (request) => attributesOf(context, request),
  refuse: (request, response, error) => sendError(request, response, error),
  async handle(request, response, { path }) {
    try {
      const asked = askedBy(path);
      if (!asked) throw ApiError.badRequest('invalid URL escape in the path');
      send(request, response, 200, await answer(context, request, asked));
    } catch (error) {
      fail(context, request, response, error);
    }
  },
});

function askedBy(path: string): Asked | undefined {
  const [, namespace = '', name = '', suffix = ''] = shape.exec(path) ?? [];
  try {
    return { namespace: decodeURIComponent(namespace), name: decodeURIComponent(name), subresource: suffix.slice(1) as Asked['subresource'] };
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
}

function attributesOf({ registry }: DialectContext, request: Request): RequestAttributes {
  const plain = plainAttributes(request);
  const asked = askedBy(plain.path);
  const verb = request.method === 'GET' ? 'get' : request.method === 'POST' ? 'create' : plain.verb;
  return { ...plain, verb, isResource: true, version: 'v1', resource: 'pods', definition: registry.find('', 'v1', 'pods')?.definition, subresource: 'scheduling', namespace: '', name: '', ...asked };
}

async function answer(context: DialectContext, request: Request, { namespace, name, subresource }: Asked): Promise<object> {
  const key = { namespace, name };
  const method = subresource === 'scheduling' ? 'GET' : 'POST';
  if (request.method !== method) throw ApiError.methodNotAllowed({ group: '', plural: `pods/${subresource}` }, (request.method ?? '').toLowerCase());
  const changes = method === 'POST' ? await readQuestion(request) : {};
  // What does not exist may be brought along.
  if (changes.pod === undefined) await context.registry.of(kinds.pods).get(key);
  const scheduler = schedulerOf(context);
  return method === 'POST' ? scheduler.whatIf({ pod: key, changes }) : explained(scheduler, key);
}

function schedulerOf({ scheduler }: DialectContext): SchedulerControl {
  if (!scheduler) throw ApiError.nobodyThere('no scheduler runs in this process');
  return scheduler;
}

async function explained(scheduler: SchedulerControl, key: ObjectKey): Promise<object> {
  const decision = await scheduler.explain(key);
  if (!decision) throw ApiError.unavailable(`the scheduler has not seen pod ${JSON.stringify(key.name)} yet`);
  return decision;
}

/** Nothing at all asks what would happen as things stand. */
async function readQuestion(request: Request): Promise<Readonly<Record<string, unknown>>> {
  const bytes = await readBody(request);
  const type = (request.headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
  const parse = type === '' || type === 'application/json' ? parseJson : type === 'application/yaml' ? parseYaml : undefined;
  if (!parse) throw ApiError.unsupportedMediaType(['application/json', 'application/yaml']);
  const value = bytes.length ? parsed(() => parse(bytes).value) : {};
  recordOf(request)?.sent(value);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw ApiError.badRequest('the question must be an object');
  return value as Readonly<Record<string, unknown>>;
}

function parsed(parse: () => unknown): unknown {
  try {
    return parse();
  } catch (error) {
    throw error instanceof BodySyntaxError ? ApiError.badRequest(error.fault) : error;
  }
}

/** Indented: people read it. */
function send(request: Request, response: Response, code: number, value: object): void {
  const text = `${JSON.stringify(value, undefined, 2)}\n`;
  recordOf(request)?.answered(text);
  response.writeHead(code, { 'Cache-Control': 'no-cache, private', 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) }).end(text);
}

function sendError(request: Request, response: Response, error: ApiError): void {
  const status = error.toStatus();
  recordOf(request)?.ended(status);
  const retry = error.details?.retryAfterSeconds;
  if (retry !== undefined) response.setHeader('Retry-After', String(retry));
  // The rest of a body nobody reads would be taken for the next request.
  if (error.code === 413) response.setHeader('Connection', 'close');
  send(request, response, error.code, status);
}

function fail({ log }: DialectContext, request: Request, response: Response, error: unknown): void {
  if (error instanceof Disconnected || response.destroyed) return;
  if (!(error instanceof ApiError)) {
    recordOf(request)?.panicked(error);
    log.error('request failed', { method: request.method, url: request.url, error: error instanceof Error ? error.stack : String(error) });
  }
  if (response.headersSent) response.destroy();
  else sendError(request, response, error instanceof ApiError ? error : ApiError.internal(error instanceof Error ? error.message : String(error), error));
}
