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

export const encodeContinue = ({ revision, after }: Continue): string =>
  Buffer.from(JSON.stringify({ v: 'meta.k8s.io/v1', rv: revision, start: after } satisfies Token)).toString('base64url');

/** Throws BadRequest for a token that is not ours. */
export function decodeContinue(text: string): Continue {
  const token = parse(text);
  if (!isToken(token)) throw ApiError.badRequest('continue key is not valid');
  return { revision: token.rv, after: token.start };
}

const isToken = (token: Partial<Token> | undefined): token is Token =>
  token?.v === 'meta.k8s.io/v1' && isRevision(token.rv) && typeof token.start === 'string' && token.start !== '';

const isRevision = (value: unknown): boolean => Number.isSafeInteger(value) && (Number(value) > 0 || value === latest);

function parse(text: string): Partial<Token> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined; // The caller answers BadRequest for every form of nonsense alike.
  }
}
