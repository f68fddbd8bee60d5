/** How answers are put: JSON indented as the document's, faults by their codes, and the plain texts of its framework (specification, 2.3 to 2.5). */
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ApiError } from '../../../../api';
import { BodySyntaxError, type Response } from '../../../dialect';
import { PlacementFault } from '../service';
import { written } from './written';

/** What of the document's catalogue is told; all but the first three are ours. */
export const faultCodes = {
  Internal: { status: 500, code: 'GS.000001' },
  BadBody: { status: 400, code: 'GS.000007' },
  BodyTooLarge: { status: 413, code: 'GS.000010' },
  Forbidden: { status: 403, code: 'GS.000005' },
  BadQuery: { status: 400, code: 'GS.000006' },
  IdTaken: { status: 409, code: 'GS.000007' },
  NothingFits: { status: 409, code: 'GS.050003' },
  NotFound: { status: 404, code: 'GS.050003' },
} as const;

export type FaultReason = keyof typeof faultCodes;

export class Fault extends Error {
  readonly status: number;
  readonly code: string;

  /** `more`: further members of the answer. */
  constructor(reason: FaultReason, message: string, readonly more: object = {}, options?: ErrorOptions) {
    super(message, options);
    this.name = 'Fault';
    ({ status: this.status, code: this.code } = faultCodes[reason]);
  }
}

export const badBody = (why: string): Fault => new Fault('BadBody', `The request body parameter is illegal: ${why}.`);

export const badQuery = (): Fault => new Fault('BadQuery', 'the query parameter is illegal');

const internal = (why: string, cause?: unknown): Fault => new Fault('Internal', why ? `Internal Server Error: ${why}` : 'Internal Server Error!', {}, { cause });

/** Undefined: it is a bug, of which nothing is told. */
export function faultOf(error: unknown): Fault | undefined {
  if (error instanceof Fault) return error;
  if (error instanceof BodySyntaxError) return badBody(error.fault);
  if (error instanceof PlacementFault) return internal(error.message, error);
  return error instanceof ApiError ? refusal(error) : undefined;
}

/** What the registry, or who judges what it keeps, does not take. */
function refusal(error: ApiError): Fault {
  switch (error.code) {
    case 400:
    case 422: return badBody(error.message);
    case 403: return new Fault('Forbidden', error.message);
    case 413: return new Fault('BodyTooLarge', 'the request body is illegal!');
    default: return internal(error.message, error);
  }
}

/** What is told of a bug. */
export const bug = internal('');

/** Characters of an answer that is sent at once. */
const small = 64 * 1024;

/** Ends when the answer has been taken, or its connection has ended. */
export async function sendJson(response: Response, status: number, value: object): Promise<void> {
  const pieces = written(value);
  let text = '';
  while (text.length < small) {
    const piece = pieces.next();
    if (piece.done) return send(response, status, 'application/json', text);
    text += piece.value;
  }
  response.writeHead(status, { 'Content-Type': 'application/json' });
  // It can only fail because the connection has ended: then there is nobody to be told.
  await pipeline(Readable.from(following(text, pieces)), response).catch(() => undefined);
}

function* following(first: string, rest: Iterable<string>): Generator<Buffer, void> {
  yield Buffer.from(first);
  for (const piece of rest) yield Buffer.from(piece);
}

export const sendFault = (response: Response, { status, code, message, more }: Fault): Promise<void> => sendJson(response, status, { error_code: code, error_message: message, ...more });

export const sendNothing = (response: Response, status: number): void => void response.writeHead(status).end();

/** What the framework answers itself. */
export type Refused = '404: Page Not Found' | '405: Method Not Allowed' | '406: Not Acceptable' | '415: Unsupported Media Type';

export function sendRefused(response: Response, text: Refused): void {
  send(response, Number(text.slice(0, 3)), 'text/plain; charset=utf-8', text);
}

function send(response: Response, status: number, type: string, text: string): void {
  // The rest of a body nobody reads would be taken for the next request.
  if (!response.req.complete) response.setHeader('Connection', 'close');
  response.writeHead(status, { 'Content-Type': type, 'Content-Length': Buffer.byteLength(text) }).end(text);
}
