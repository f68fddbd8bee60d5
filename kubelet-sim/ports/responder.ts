/** A tiny web server in every simulated pod: says who it is and what it was asked. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { PodPort } from './ports';

/** Of what it is sent it repeats this much. */
const mostRepeated = 64 * 1024;

export async function respond({ pod, port, answer }: PodPort, path: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (answer) return answer(path, request, response);
  const body = await beginningOf(request);
  const { name = '', namespace = '' } = pod.metadata;
  const headers = Object.entries(request.headers).map(([key, value]) => `${key}: ${String(value)}\n`).join('');
  const text = Buffer.concat([Buffer.from(
    `pod: ${namespace}/${name}\nnode: ${pod.spec.nodeName ?? ''}\naddress: ${pod.status.podIP ?? ''}\nport: ${port}\n\n${request.method ?? ''} ${path} HTTP/${request.httpVersion}\n${headers}`), ...(body.length ? [Buffer.from('\n'), body] : [])]);
  response.writeHead(200, { 'Content-Type': 'text/plain; charset=utf-8', 'Content-Length': text.length });
  response.end(request.method === 'HEAD' ? undefined : text);
}

async function beginningOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    if (size < mostRepeated) chunks.push(chunk);
    size += chunk.length;
  }
  return Buffer.concat(chunks).subarray(0, mostRepeated);
}

/** The same for connections that are no sockets. */
export class Responder {
  private readonly places = new WeakMap<object, PodPort>();
  private readonly server: Server = createServer((request, response) => {
    const place = this.places.get(request.socket);
    if (place) void respond(place, request.url ?? '/', request, response).catch(() => response.destroy());
    else response.destroy();
  });

  take(bytes: Duplex, place: PodPort): void {
    this.places.set(bytes, place);
    this.server.emit('connection', bytes);
  }
}
