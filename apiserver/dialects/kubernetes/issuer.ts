/** Who vouches for service accounts, told to those who check their tokens (kubernetes pkg/serviceaccount/openidmetadata.go). */
import type { DialectContext, Request, Response } from '../../dialect';

const maxAge = 'public, max-age=3600';

const documents: Readonly<Record<string, (context: DialectContext, request: Request) => Promise<{ readonly type: string; readonly value: object }>>> = {
  '.well-known/openid-configuration': ({ registry: { tokens } }, { headers: { host = 'localhost' } }) => Promise.resolve({
    type: 'application/json',
    value: {
      issuer: tokens.issuer, jwks_uri: `http://${host}/openid/v1/jwks`, response_types_supported: ['id_token'],
      subject_types_supported: ['public'], id_token_signing_alg_values_supported: ['ES256'],
    },
  }),
  'openid/v1/jwks': async ({ registry: { tokens } }) => ({ type: 'application/jwk-set+json', value: { keys: await tokens.publicKeys() } }),
};

/** False: no such document. */
export async function serveIssuer(context: DialectContext, request: Request, response: Response, parts: readonly string[]): Promise<boolean> {
  const path = parts.join('/');
  const document = Object.hasOwn(documents, path) ? documents[path] : undefined;
  if (!document) return false;
  const { type, value } = await document(context, request);
  const text = JSON.stringify(value);
  response.writeHead(200, { 'Cache-Control': maxAge, 'Content-Type': type, 'Content-Length': Buffer.byteLength(text) });
  response.end(text);
  return true;
}
