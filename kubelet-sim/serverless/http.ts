/** How functions are called over HTTP: `POST` calls, `GET` asks whether somebody would answer (the minik8s document's serverless server). */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger, ObjectKey } from '../../api';
import type { Activator } from './activator';
import { InvocationRefused } from './refusal';

/** Of a call. */
export const mostBytes = 4 * 1024 * 1024;

/** How much of a body that is too large is read away, so that who is sending it gets to see the answer. */
const drained = 4;

export interface HttpCall {
  readonly key: ObjectKey;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Aborts when the client is gone. */
  readonly signal: AbortSignal;
}

export async function answerCall(activator: Activator, log: Logger, call: HttpCall): Promise<void> {
  const { request, response, key } = call;
  try {
    if (request.method === 'POST') return send(response, 200, `{"data":${await invoke(activator, call)}}`);
    if (request.method !== 'GET') return send(response, 405, error('POST calls a function, GET asks whether it would answer'), { Allow: 'GET, POST' });
    request.resume();
    const awake = await activator.probe(key);
    return awake ? send(response, 200, '{"message":"success","data":true}')
      : send(response, 400, JSON.stringify({ message: `function ${key.namespace ?? ''}/${key.name} has no instance that is ready yet; try again later`, data: false }));
  } catch (fault) {
    if (call.signal.aborted) return void response.destroy();
    if (fault instanceof InvocationRefused) return refuse(response, fault);
    log.error('a call of a function failed', { function: key.name, namespace: key.namespace, error: fault instanceof Error ? fault.stack : String(fault) });
    send(response, 500, error('the function could not be called'));
  }
}

export function refuse(response: ServerResponse, { code, message, retryAfterSeconds }: InvocationRefused): void {
  send(response, code, error(message), {
    ...(retryAfterSeconds !== undefined && { 'Retry-After': String(retryAfterSeconds) }), ...(code === 413 && { Connection: 'close' }),
  });
}

async function invoke(activator: Activator, { key, request, signal }: HttpCall): Promise<string> {
  const text = await bodyOf(request);
  // As in the document, who sends nothing calls with an empty text.
  if (text.length === 0) return activator.invoke(key, '""', signal);
  try {
    JSON.parse(text);
  } catch (fault) {
    throw new InvocationRefused(400, `the body is not JSON: ${(fault as Error).message}`);
  }
  return activator.invoke(key, text, signal);
}

function bodyOf(request: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    let chunks: Buffer[] = [];
    let size = 0;
    const tooLarge = (): void => reject(new InvocationRefused(413, `the body is larger than ${mostBytes} bytes`));
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= mostBytes) chunks.push(chunk);
      else chunks = [];
      if (size > mostBytes * drained) tooLarge();
    });
    request.once('end', () => (size > mostBytes ? tooLarge() : resolve(Buffer.concat(chunks, size).toString())));
    request.once('close', () => { if (!request.complete) reject(new InvocationRefused(400, 'the body breaks off')); });
    request.once('error', () => reject(new InvocationRefused(400, 'the body breaks off')));
  });
}

const error = (message: string): string => JSON.stringify({ error: message });

function send(response: ServerResponse, code: number, text: string, headers: Readonly<Record<string, string>> = {}): void {
  if (response.destroyed || response.headersSent) return;
  response.writeHead(code, { 'Content-Type': 'application/json; charset=utf-8', 'Content-Length': Buffer.byteLength(text), 'X-Content-Type-Options': 'nosniff', ...headers }).end(text);
}
