/** What endpoints reject with, and what each rejection means to whoever asked. */
import { ApiError, bcsRules, type Reason } from '../../../api';
import { codes, type CodeName } from './codes';

interface Options {
  /** The answer's status, where the code's own says too little. */
  readonly http?: number;
  readonly cause?: unknown;
}

/** A refusal in this API's own words. */
export class BcsFault extends Error {
  readonly http: number;

  constructor(readonly code: CodeName, message: string, { http, cause }: Options = {}) {
    super(message, { cause });
    this.name = 'BcsFault';
    this.http = http ?? codes[code].http;
  }
}

export interface Fault {
  readonly code: CodeName;
  readonly message: string;
  readonly http: number;
}

/** What the registry says, as this API says it; statuses are the registry's own unless the code has a better one. */
const reasons: Readonly<Partial<Record<Reason, { readonly code: CodeName; readonly http?: number }>>> = {
  NotFound: { code: 'E202' },
  AlreadyExists: { code: 'E201' },
  BadRequest: { code: 'E8' },
  Invalid: { code: 'E8', http: 400 },
  RequestEntityTooLarge: { code: 'E12' },
  Conflict: { code: 'E200' },
  Forbidden: { code: 'E200' },
  ServiceUnavailable: { code: 'E1' },
  Timeout: { code: 'E50' },
  TooManyRequests: { code: 'E50' },
};

/** Undefined: a bug of ours. */
export function faultOf(error: unknown): Fault | undefined {
  if (error instanceof BcsFault) return error;
  // What somebody has written by hand, and nobody can read.
  if (error instanceof bcsRules.DefinitionFault) return { code: 'E200', message: error.message, http: codes.E200.http };
  if (!(error instanceof ApiError)) return undefined;
  const { code, http = error.code } = (error.reason && reasons[error.reason]) || { code: 'E200' as const };
  return { code, message: error.message, http };
}
