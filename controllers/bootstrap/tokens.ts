/** Bootstrap tokens, by which machines join a cluster: Secrets of kube-system (kubernetes staging/src/k8s.io/cluster-bootstrap). Pure. */
import type { core, KubeObject } from '../../api';

export const namespace = 'kube-system';

export const isToken = (secret: KubeObject): secret is core.Secret =>
  secret.metadata.namespace === namespace && (secret as core.Secret).type === 'bootstrap.kubernetes.io/token';

const textOf = ({ data }: core.Secret, key: string): string => Buffer.from(data?.[key] ?? '', 'base64').toString('utf8');

/** Milliseconds for which it is still good; undefined: for ever. A time that makes no sense is over. */
export function timeLeft(secret: core.Secret, now: number): number | undefined {
  const expiration = textOf(secret, 'expiration');
  if (!expiration) return undefined;
  return Math.max(0, (/^\d{4}-\d\d-\d\dT/.test(expiration) ? Date.parse(expiration) || 0 : 0) - now);
}

export interface Signing { readonly id: string; readonly secret: string }

/** What signs with it; undefined: it is not for that, or no good. */
export function signingOf(secret: core.Secret, now: number): Signing | undefined {
  const id = textOf(secret, 'token-id');
  const key = textOf(secret, 'token-secret');
  const isNamed = /^[a-z0-9]{6}$/.test(id) && secret.metadata.name === `bootstrap-token-${id}`;
  if (!isNamed || !key || timeLeft(secret, now) === 0 || textOf(secret, 'usage-bootstrap-signing') !== 'true') return undefined;
  return { id, secret: key };
}
