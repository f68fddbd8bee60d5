/** What a function pod answers on its port (the minik8s document): `GET /` greets, `POST /` and `PUT /` call, `GET /config` tells where it is. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { functionPods, type core } from '../../api';
import { mostBytes } from '../serverless/http';
import { Failure } from '../serverless/instances';
import { refusalOf } from '../serverless/refusal';
import { functionContainer, type FunctionPods } from './pods';

export type Answer = (path: string, request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** Undefined: no function listens there. */
export function answerOf(functions: FunctionPods, pod: core.Pod, port: number): Answer | undefined {
  if (port !== functionPods.functionPort || !functionContainer(pod)) return undefined;
  return async (path, request, response) => {
    const { pathname } = new URL(path, 'http://function');
    const { method = 'GET' } = request;
    if (pathname === '/' && (method === 'POST' || method === 'PUT')) return call(functions, pod, request, response);
    request.resume();
    if (method !== 'GET' && method !== 'HEAD') return send(response, pathname === '/' || pathname === '/config' ? 405 : 404, errorText('GET / greets, POST / calls, GET /config tells where it is'));
    if (pathname === '/config') return send(response, 200, JSON.stringify({ host: pod.status.podIP ?? '', port }));
    if (pathname !== '/') return send(response, 404, errorText(`there is nothing at ${pathname}`));
    send(response, 200, JSON.stringify({ message: `function ${pod.metadata.annotations?.[functionPods.functionAnnotation] ?? ''} is here: POST calls it` }));
  };
}

async function call(functions: FunctionPods, pod: core.Pod, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  const body = await bodyOf(request);
  if (body === undefined) return send(response, 413, errorText(`the body is larger than ${mostBytes} bytes`));
  try {
    send(response, 200, await functions.invoke(pod, body, gone.signal));
  } catch (error) {
    if (gone.signal.aborted) return;
    if (!(error instanceof Failure)) throw error;
    const { code, message } = refusalOf(error);
    send(response, code, JSON.stringify({ error: message, kind: error.kind }));
  }
}

/** Undefined: it is too large. */
async function bodyOf(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= mostBytes) chunks.push(chunk);
  }
  return size > mostBytes ? undefined : Buffer.concat(chunks).toString();
}

const errorText = (error: string): string => JSON.stringify({ error });

function send(response: ServerResponse, code: number, text: string): void {
  if (response.destroyed || response.headersSent) return;
  response.writeHead(code, { 'Content-Type': 'application/json; charset=utf-8', 'Content-Length': Buffer.byteLength(text), 'X-Content-Type-Options': 'nosniff' });
  response.end(response.req.method === 'HEAD' ? undefined : text);
}
