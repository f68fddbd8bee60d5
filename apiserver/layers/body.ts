/** Reads a request's body whole, bounded, and never longer than its connection lives. */
import type { IncomingMessage } from 'node:http';
import { ApiError } from '../../api';

/** Upstream's limit (k8s.io/apiserver pkg/server MaxRequestBodyBytes). */
export const MAX_BODY_BYTES = 3 * 1024 * 1024;

/** How much of an oversized body is read away, so that a client in the middle of sending gets to see the answer. */
const drained = 4;

/** The client went away; there is nobody to answer. */
export class Disconnected extends Error {
  constructor() {
    super('the client closed the connection');
    this.name = 'Disconnected';
  }
}

const nothing = Buffer.alloc(0);

/** Rejects with ApiError RequestEntityTooLarge, or Disconnected when the body breaks off. */
export function readBody(request: IncomingMessage, limit = MAX_BODY_BYTES): Promise<Buffer> {
  if (request.headers['content-length'] === '0') return Promise.resolve(nothing);
  return new Promise((resolve, reject) => {
    let chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= limit) chunks.push(chunk);
      else chunks = [];
      if (size > limit * drained) reject(ApiError.tooLarge(limit));
    });
    request.once('end', () => {
      if (size > limit) reject(ApiError.tooLarge(limit));
      else resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, size));
    });
    request.once('error', () => reject(new Disconnected()));
    // Every request closes; only one that breaks off is worth an error with its stack.
    request.once('close', () => { if (!request.complete) reject(new Disconnected()); });
  });
}
