/** The opaque token between two pages of a list: which revision, behind which key (k8s.io/apiserver storage/continue.go). */
import { ApiError } from '../api';

/** In place of a revision: whatever is there now. Given out when the revision of the first page is no longer kept. */
export const latest = -1;

export interface Continue {
  readonly revision: number;
  /** Storage key of the last object of the page before, without the list's prefix. */
  readonly after: string;
}

interface Token { v: string; rv: number; start: string }

const version = 'meta.k8s.io/v1';

export const encodeContinue = ({ revision, after }: Continue): string =>
  Buffer.from(JSON.stringify({ v: version, rv: revision, start: after } satisfies Token)).toString('base64url');

/** Throws BadRequest for a token that is not ours. */
export function decodeContinue(text: string): Continue {
  const token = parse(text);
  const fault = faultOf(token);
  if (fault !== undefined) throw notValid(fault);
  return { revision: Math.max(token.rv, latest), after: token.start };
}

const notValid = (why: string): ApiError => ApiError.badRequest(`invalid continue token: continue key is not valid${why}`);

/** What upstream says behind "not valid". */
function faultOf({ v, rv, start }: Token): string | undefined {
  if (v !== version) return `: server does not recognize this encoded version ${v}`;
  if (!Number.isSafeInteger(rv) || rv === 0) return `: incorrect encoded start resourceVersion (version ${version})`;
  if (start === '') return `: encoded start key empty (version ${version})`;
  return isClean(start) ? undefined : `: ${start}`;
}

/** A key that climbs out of its place is none of ours (Go's path.Clean). */
const isClean = (key: string): boolean => !key.includes('//') && !key.endsWith('/') && !key.split('/').some((part) => part === '.' || part === '..');

/** Members of wrong types are as if they were missing. */
function parse(text: string): Token {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
  } catch {
    throw notValid('');
  }
  const { v, rv, start } = (typeof value === 'object' && value !== null ? value : {}) as Partial<Token>;
  return { v: typeof v === 'string' ? v : '', rv: typeof rv === 'number' ? rv : 0, start: typeof start === 'string' ? start : '' };
}
