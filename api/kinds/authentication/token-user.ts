/** Whose token it is, if it still counts (kubernetes pkg/serviceaccount/jwt.go and claims.go). */
import type { CallContext, ResourceDefinition } from '../../definition';
import { ApiError } from '../../errors';
import type { KubeObject } from '../../object';
import type * as authentication from '../../schema/types/authentication.v1';
import { nodes } from '../core/nodes';
import { pods } from '../core/pods';
import { secrets } from '../core/secrets';
import { serviceaccounts } from '../core/serviceaccounts';
import { isClaims, userName, type Claims, type Named } from './claims';

/** Clocks of others may be a little off (as upstream's JWT library has it). */
const leewaySeconds = 60;

export interface TokenUser {
  readonly user: authentication.UserInfo;
  /** Those asked for that the token is meant for. */
  readonly audiences: string[];
}

/** Why a token does not count. */
export class TokenRefused extends Error {}

/** Throws TokenRefused. */
export async function userOfToken(token: string, audiences: readonly string[], { cluster, now }: CallContext): Promise<TokenUser> {
  const claims = await cluster.tokens.verify(token);
  if (!isClaims(claims)) throw new TokenRefused('invalid bearer token');
  const meant = audiences.filter((audience) => claims.aud.includes(audience));
  if (meant.length === 0) throw refused(`token audiences ${listed(claims.aud)} is invalid for the target audiences ${listed(audiences)}`);
  refuseByTime(claims, now / 1000);
  await refuseByObjects(claims, cluster, now);
  return { user: userOf(claims), audiences: meant };
}

/** Upstream asks more than one authenticator, and tells what each said. */
const refused = (why: string): TokenRefused => new TokenRefused(`[invalid bearer token, ${why}]`);

const listed = (texts: readonly string[]): string => `[${texts.map((text) => JSON.stringify(text)).join(' ')}]`;

function refuseByTime({ exp, nbf }: Claims, seconds: number): void {
  if (seconds - leewaySeconds > exp) throw refused('service account token has expired');
  if (seconds + leewaySeconds < nbf) throw refused('service account token is not valid yet');
}

/** The account, and what the token is bound to, must be the same and not long gone. */
async function refuseByObjects({ 'kubernetes.io': { namespace, serviceaccount, pod, secret, node } }: Claims, cluster: CallContext['cluster'], now: number): Promise<void> {
  const latest = now - leewaySeconds * 1000;
  const isGone = ({ metadata: { deletionTimestamp } }: KubeObject): boolean => deletionTimestamp !== undefined && Date.parse(deletionTimestamp) < latest;

  const account = await found(cluster, serviceaccounts, { namespace, name: serviceaccount.name });
  if (!account) throw refused(`serviceaccounts ${JSON.stringify(serviceaccount.name)} not found`);
  if (isGone(account)) throw refused(`service account ${namespace}/${serviceaccount.name} has been deleted`);
  if (account.metadata.uid !== serviceaccount.uid) {
    throw refused(`service account UID (${account.metadata.uid ?? ''}) does not match claim (${serviceaccount.uid ?? ''})`);
  }

  const still = async <T extends KubeObject>(definition: ResourceDefinition<T>, reference: Named | undefined, place: string | undefined): Promise<void> => {
    if (!reference) return;
    const { singular } = definition.names;
    const object = await found(cluster, definition, { namespace: place, name: reference.name });
    if (!object || isGone(object)) throw refused('service account token has been invalidated');
    if (object.metadata.uid !== reference.uid) {
      throw refused(`${singular} UID (${object.metadata.uid ?? ''}) does not match service account ${singular} ref claim (${reference.uid ?? ''})`);
    }
  };
  await still(secrets, secret, namespace);
  await still(pods, pod, namespace);
  // A pod's node is told, not promised: the pod may outlive it.
  if (!pod) await still(nodes, node, undefined);
}

async function found<T extends KubeObject>(cluster: CallContext['cluster'], definition: ResourceDefinition<T>, key: { namespace?: string; name: string }): Promise<T | undefined> {
  try {
    return await cluster.of(definition).get(key);
  } catch (error) {
    if (ApiError.is(error, 'NotFound')) return undefined;
    throw error;
  }
}

function userOf({ jti, 'kubernetes.io': { namespace, serviceaccount: { name, uid }, pod, node } }: Claims): authentication.UserInfo {
  const extra = {
    ...(jti && { 'authentication.kubernetes.io/credential-id': [`JTI=${jti}`] }),
    ...named('node', node), ...named('pod', pod),
  };
  return {
    username: userName(namespace, name), ...(uid && { uid }),
    groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'], extra,
  };
}

const named = (kind: 'node' | 'pod', reference: Named | undefined): Record<string, string[]> => ({
  ...(reference && { [`authentication.kubernetes.io/${kind}-name`]: [reference.name] }),
  ...(reference?.uid && { [`authentication.kubernetes.io/${kind}-uid`]: [reference.uid] }),
});
