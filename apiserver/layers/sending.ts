/**
 * Bytes on their way to the client: in few writes, and never more of them than it reads. What is short goes out whole, with its length;
 * the rest in chunks, of which the first is on its way before the second is made.
 */
import type { Request, Response } from 'express';

/** Who is answered, and how. */
interface Asked { readonly request: Request; readonly response: Response }

export const jsonHeaders = { 'Content-Type': 'application/json; charset=utf-8', 'X-Content-Type-Options': 'nosniff' } as const;

/** Bytes of one write; and how many pieces are made in one go, of which each may be little that was cut out of much. */
const chunkBytes = 64 * 1024;
const chunkPieces = 512;

/** `text`: the whole of the body. */
export function sendText({ request, response }: Asked, status: number, text: string): void {
  // The rest of a body that nobody reads would be taken for the next request.
  if (!request.complete) response.setHeader('Connection', 'close');
  response.writeHead(status, { ...jsonHeaders, 'Content-Length': Buffer.byteLength(text) }).end(text);
}

export function sendPlain({ request, response }: Asked, status: number, text: string, more: Readonly<Record<string, string>> = {}): void {
  if (!request.complete) response.setHeader('Connection', 'close');
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8', 'X-Content-Type-Options': 'nosniff', 'Content-Length': Buffer.byteLength(text), ...more }).end(text);
}

/** Ends early, taking no more of `pieces`, when the client goes away. */
export async function sendPieces({ request, response }: Asked, pieces: Iterable<string | Buffer>): Promise<void> {
  if (request.method === 'HEAD') {
    response.writeHead(200, jsonHeaders).end();
    return;
  }
  for (const { chunk, last } of chunksOf(pieces)) {
    if (response.destroyed) return;
    if (!last) {
      if (!response.headersSent) response.writeHead(200, jsonHeaders);
      if (response.write(chunk)) await nextTurn();
      else await drained(response);
      continue;
    }
    if (!response.headersSent) response.writeHead(200, { ...jsonHeaders, 'Content-Length': chunk.length });
    response.end(chunk);
  }
}

interface Chunk { readonly chunk: Buffer; readonly last: boolean }

function* chunksOf(pieces: Iterable<string | Buffer>): Generator<Chunk> {
  let waiting: Buffer[] = [];
  let size = 0;
  for (const piece of pieces) {
    if (size >= chunkBytes || waiting.length >= chunkPieces) {
      yield { chunk: Buffer.concat(waiting, size), last: false };
      [waiting, size] = [[], 0];
    }
    const bytes = typeof piece === 'string' ? Buffer.from(piece) : piece;
    waiting.push(bytes);
    size += bytes.length;
  }
  yield { chunk: Buffer.concat(waiting, size), last: true };
}

/** Others get their turn between two chunks, also while the socket takes all. */
export const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Until the client has read, or is gone. */
function drained(response: Response): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      response.off('drain', done);
      response.off('close', done);
      resolve();
    };
    response.on('drain', done);
    response.on('close', done);
    if (response.destroyed) done();
  });
}
