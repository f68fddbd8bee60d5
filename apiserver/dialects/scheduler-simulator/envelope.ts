/** How answers and faults are put: JSON as echo writes it, faults as `{"message": …}`. */
import { ApiError } from '../../../api';
import type { Response } from '../../dialect';

/** Every code of a fault: what docs/errors.md lists. */
export const faultCodes = { Unreadable: 400, NotFound: 404, MethodNotAllowed: 405, TooLarge: 413, Failed: 500 } as const;

export type FaultReason = keyof typeof faultCodes;

export const jsonType = 'application/json; charset=UTF-8';

/** One object, or one field, that something is wrong with. */
export type FaultDetail = Readonly<Record<string, string | number>>;

export class Fault extends Error {
  readonly code: number;
  /** Nobody has refused anything: something is broken. */
  readonly isOurs: boolean;

  constructor(reason: FaultReason, message: string, readonly errors: readonly FaultDetail[] = [], options?: ErrorOptions) {
    super(message, options);
    this.name = 'Fault';
    this.code = faultCodes[reason];
    this.isOurs = options?.cause !== undefined && !(options.cause instanceof ApiError);
  }
}

export function sendJson(response: Response, code: number, value: unknown): void {
  const body = `${JSON.stringify(value)}\n`;
  response.writeHead(code, { 'Content-Type': jsonType, 'Content-Length': Buffer.byteLength(body) }).end(body);
}

export function sendNothing(response: Response, code: number): void {
  response.writeHead(code, { 'Content-Length': 0 }).end();
}

/** Whatever a cluster refuses is one code here; what it says goes with it, and which fields it speaks of. */
export function faultOf(error: unknown): Fault {
  if (error instanceof Fault) return error;
  if (error instanceof ApiError) return new Fault(error.code === 413 ? 'TooLarge' : 'Failed', error.message, causesOf(error), { cause: error });
  return new Fault('Failed', 'Internal Server Error', [], { cause: error });
}

const causesOf = ({ details }: ApiError): readonly FaultDetail[] =>
  (details?.causes ?? []).map(({ field = '', message = '' }) => ({ field, message }));

export function sendFault(response: Response, { code, message, errors }: Fault): void {
  // The rest of a body nobody reads would be taken for the next request.
  if (!response.req.complete) response.setHeader('Connection', 'close');
  sendJson(response, code, { message, ...(errors.length > 0 && { errors }) });
}
