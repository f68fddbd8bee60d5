/** The cluster's own token authority. */
import type { TokenAuthority } from '../../api';
import { translated } from '../storage-errors';
import type { KV } from '../storage/kv';
import { publicJwk, signToken, verifyToken, type JwtKey } from './jwt';
import { signingKey } from './signing-key';

/** As kubeadm and kind call it. */
export const issuer = 'https://kubernetes.default.svc.cluster.local';

export function tokenAuthority(kv: KV): TokenAuthority {
  let known: Promise<JwtKey> | undefined;
  const key = (): Promise<JwtKey> => {
    known ??= translated(signingKey(kv)).catch((error: unknown) => {
      // The store may answer the next time.
      known = undefined;
      throw error;
    });
    return known;
  };
  return {
    issuer,
    sign: async (claims) => signToken(claims, await key()),
    verify: async (token) => verifyToken(token, await key()),
    publicKeys: async () => [publicJwk(await key())],
  };
}
