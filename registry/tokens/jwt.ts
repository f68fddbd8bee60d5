/** JSON Web Tokens in their compact form (RFC 7515, RFC 7519), signed by ES256 (RFC 7518, 3.4). */
import { createHash, sign, verify, type KeyObject } from 'node:crypto';

export interface JwtKey {
  readonly id: string;
  readonly private: KeyObject;
  readonly public: KeyObject;
}

const algorithm = 'ES256';
/** JWS wants the two numbers of a signature behind one another, not in DER. */
const dsaEncoding = 'ieee-p1363';

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

export function signToken(claims: object, key: JwtKey): string {
  const signed = `${encode({ alg: algorithm, kid: key.id })}.${encode(claims)}`;
  return `${signed}.${sign('sha256', Buffer.from(signed), { key: key.private, dsaEncoding }).toString('base64url')}`;
}

/** The claims; undefined for what was not signed by the key. */
export function verifyToken(token: string, key: JwtKey): unknown {
  const [header = '', claims = '', signature = '', ...more] = token.split('.');
  if (more.length || !isOurs(parse(header), key)) return undefined;
  const genuine = verify('sha256', Buffer.from(`${header}.${claims}`), { key: key.public, dsaEncoding }, Buffer.from(signature, 'base64url'));
  return genuine ? parse(claims) : undefined;
}

/** The algorithm is ours to choose, not the token's (RFC 8725, 3.1). */
function isOurs(header: unknown, { id }: JwtKey): boolean {
  const { alg, kid } = (header ?? {}) as { alg?: unknown; kid?: unknown };
  return alg === algorithm && kid === id;
}

function parse(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString('utf8')) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** As upstream names keys: the hash of the public key (kubernetes pkg/serviceaccount/jwt.go keyIDFromPublicKey). */
export const keyIdOf = (key: KeyObject): string =>
  createHash('sha256').update(key.export({ type: 'spki', format: 'der' })).digest('base64url');

export const publicJwk = ({ id, public: key }: JwtKey): Record<string, string> =>
  ({ use: 'sig', kid: id, alg: algorithm, ...(key.export({ format: 'jwk' }) as Record<string, string>) });
