/** How answers are put: JSON indented as the document's, faults by their codes, and the plain texts of its framework (specification, 2.3 to 2.5). */
import { ApiError } from '../../../../api';
import { BodySyntaxError, type Response } from '../../../dialect';
import { PlacementFault } from '../service';

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

/** What Go's encoding/json writes otherwise than JSON.stringify does. */
const escapes: Readonly<Record<string, string>> = {
  '<': '\\u003c', '>': '\\u003e', '&': '\\u0026', '\u2028': '\\u2028', '\u2029': '\\u2029', '\\b': '\\u0008', '\\f': '\\u000c',
};

/** As json.MarshalIndent(value, " ", " "): a blank for each level, and one more in front of every line but the first. */
export const indented = (value: object): string =>
  JSON.stringify(value, undefined, 1).replace(/\n/g, '\n ').replace(/\\.|[<>&\u2028\u2029]/g, (found) => escapes[found] ?? found);

export function sendJson(response: Response, status: number, value: object): void {
  send(response, status, 'application/json', indented(value));
}

export const sendFault = (response: Response, { status, code, message, more }: Fault): void => sendJson(response, status, { error_code: code, error_message: message, ...more });

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
