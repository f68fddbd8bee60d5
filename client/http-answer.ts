/** What an HTTP answer says beside its object: errors, warnings, when to come back. */
import { ApiError, type Reason, type Status } from '../api';
import type { TransportRequest } from './transport';

/** For answers that are no Status: proxies, other servers (as NewGenericServerResponse of k8s.io/apimachinery). */
const reasons: Readonly<Record<number, Reason>> = {
  400: 'BadRequest', 401: 'Unauthorized', 403: 'Forbidden', 404: 'NotFound', 405: 'MethodNotAllowed', 406: 'NotAcceptable', 409: 'Conflict',
  410: 'Gone', 413: 'RequestEntityTooLarge', 415: 'UnsupportedMediaType', 422: 'Invalid', 429: 'TooManyRequests', 500: 'InternalError',
  503: 'ServiceUnavailable', 504: 'Timeout',
};

const shownCharacters = 1024;

/** The server's own error, or one made from the code. */
export function answerError({ method, path }: TransportRequest, code: number, text: string): ApiError {
  const status = parseStatus(text);
  if (status) return ApiError.fromStatus({ ...status, code: status.code ?? code });
  const reason = code === 409 && method === 'POST' ? 'AlreadyExists' : reasons[code];
  return ApiError.fromStatus({ code, reason, message: `the server answered ${method} ${path} with ${code}: ${text.slice(0, shownCharacters)}` });
}

function parseStatus(text: string): Partial<Status> | undefined {
  try {
    const value = JSON.parse(text) as unknown;
    return isStatus(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

const isStatus = (value: unknown): value is Partial<Status> =>
  typeof value === 'object' && value !== null && (value as { kind?: unknown }).kind === 'Status';

/** Milliseconds after which the server wants to be asked again; undefined: it did not say so, or not for good. */
export function retryAfterMs(code: number | undefined, header: string | undefined): number | undefined {
  if ((code !== 429 && code !== 503) || !header || !/^\d+$/.test(header)) return undefined;
  return Number(header) * 1000;
}

/** The texts of `299 - "text"` (RFC 7234, 5.5). Other codes are not Kubernetes'. */
export const warningTexts = (headers: readonly string[] | undefined): string[] =>
  (headers ?? []).flatMap((header) => [...header.matchAll(/\b299 \S+ "((?:[^"\\]|\\.)*)"/g)].map((match) => (match[1] ?? '').replace(/\\(.)/g, '$1')));
