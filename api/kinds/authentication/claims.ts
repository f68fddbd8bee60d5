/** What a token claims of a service account (kubernetes pkg/serviceaccount/claims.go). Pure. */
import type { ObjectMeta } from '../../object';

/** An object that a token names: it is worth nothing once the object is gone. */
export interface Named {
  readonly name: string;
  readonly uid?: string;
}

/** What a token can be bound to. A pod brings its node along. */
export type Bound = Partial<Record<'pod' | 'secret' | 'node', Named>>;

export interface Claims {
  readonly aud: readonly string[];
  /** Seconds since the epoch, as all times here. */
  readonly exp: number;
  readonly iat: number;
  readonly iss: string;
  readonly jti: string;
  readonly 'kubernetes.io': Bound & {
    readonly namespace: string;
    readonly serviceaccount: Named;
    /** Until then the token is as good as new; behind it, it only works on for those who have not learned to renew it. */
    readonly warnafter?: number;
  };
  readonly nbf: number;
  readonly sub: string;
}

export interface Grant {
  readonly issuer: string;
  readonly account: ObjectMeta;
  readonly bound: Bound;
  readonly audiences: readonly string[];
  readonly seconds: number;
  readonly warnAfterSeconds?: number;
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

export const userName = (namespace: string, account: string): string => `system:serviceaccount:${namespace}:${account}`;

export const named = ({ name = '', uid }: ObjectMeta): Named => ({ name, ...(uid && { uid }) });

export function claimsOf({ issuer, account, bound, audiences, seconds, warnAfterSeconds, id, now }: Grant): Claims {
  const { name = '', namespace = '' } = account;
  const at = Math.floor(now / 1000);
  return {
    aud: audiences, exp: at + seconds, iat: at, iss: issuer, jti: id,
    'kubernetes.io': { namespace, ...bound, serviceaccount: named(account), ...(warnAfterSeconds && { warnafter: at + warnAfterSeconds }) },
    nbf: at, sub: userName(namespace, name),
  };
}

/** Whether the payload of a token that is signed by us has what ours have: another program may have signed with the key. */
export function isClaims(payload: unknown): payload is Claims {
  const { aud, exp, nbf, sub, 'kubernetes.io': own } = (payload ?? {}) as Partial<Claims>;
  return Array.isArray(aud) && typeof exp === 'number' && typeof nbf === 'number' && typeof sub === 'string' && typeof own?.namespace === 'string' && typeof own.serviceaccount?.name === 'string';
}
