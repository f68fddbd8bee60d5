/** How answers are put: `data`, `message` or `error` (the document, D-1), and the codes of faults (D-10). */
import { ApiError } from '../../../api';
import { ValueTooLarge } from '../../../registry';
import { BodySyntaxError, type Response } from '../../dialect';
import { BadValue } from './shape';

export const jsonType = 'application/json; charset=utf-8';

/** A fault in the document's words. */
export class Refusal extends Error {
  constructor(readonly code: number, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'Refusal';
  }
}

export function sendJson(response: Response, code: number, value: object): void {
  sendText(response, code, JSON.stringify(value));
}

/** `text`: JSON already. */
export function sendText(response: Response, code: number, text: string): void {
  response.writeHead(code, { 'Content-Type': jsonType, 'Content-Length': Buffer.byteLength(text), 'X-Content-Type-Options': 'nosniff' }).end(text);
}

/** No body at all. */
export const sendDeleted = (response: Response): void => void response.writeHead(204, { 'Content-Type': jsonType }).end();

export const sendMessage = (response: Response, code: number, message: string): void => sendJson(response, code, { message });

export function sendFault(response: Response, { code, message }: { readonly code: number; readonly message: string }): void {
  // The rest of a body nobody reads would be taken for the next request.
  if (!response.req.complete) response.setHeader('Connection', 'close');
  sendJson(response, code, { error: message });
}

/** What a cluster refuses for what was sent is 400 here, and what its store does not take 413: uploads are part of objects. */
const codeOf = ({ code, reason, cause }: ApiError): number => (reason === 'Invalid' ? 400 : cause instanceof ValueTooLarge ? 413 : code);

/** Undefined: it is a bug, of which nothing is told. */
export function faultOf(error: unknown): Refusal | undefined {
  if (error instanceof Refusal) return error;
  if (error instanceof BadValue || error instanceof BodySyntaxError) return new Refusal(400, error.message);
  if (error instanceof ApiError) return new Refusal(codeOf(error), error.message, { cause: error });
  return undefined;
}
