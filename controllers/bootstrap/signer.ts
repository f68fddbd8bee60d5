/**
 * Who has a bootstrap token can tell that `kube-public/cluster-info` is of its cluster: it is signed with every token
 * (kubernetes pkg/controller/bootstrap/bootstrapsigner.go).
 */
import { createHmac } from 'node:crypto';
import { kinds, same, type core } from '../../api';
import type { ControllerFactory } from '../../client';
import { ifPresent } from '../ownership';
import { isToken, signingOf, type Signing } from './tokens';

const info = { namespace: 'kube-public', name: 'cluster-info' };
const prefix = 'jws-kubeconfig-';

const encoded = (text: string): string => Buffer.from(text).toString('base64url');

/** A JWS of HS256 without what it signs (RFC 7515, appendix F). */
export function signature(content: string, { id, secret }: Signing): string {
  const header = encoded(JSON.stringify({ alg: 'HS256', kid: id }));
  return `${header}..${createHmac('sha256', secret).update(`${header}.${encoded(content)}`).digest('base64url')}`;
}

/** The content with the signatures that it should have. */
export function signed(data: Readonly<Record<string, string>>, tokens: readonly Signing[]): Record<string, string> {
  const others = Object.entries(data).filter(([key]) => !key.startsWith(prefix));
  return Object.fromEntries([...others, ...tokens.map((token): [string, string] => [`${prefix}${token.id}`, signature(data.kubeconfig ?? '', token)])]);
}

export const bootstrapSigner: ControllerFactory = ({ client, informers, clock }) => {
  const maps = informers.of(kinds.configmaps);
  const secrets = informers.of(kinds.secrets);
  const isInfo = ({ metadata }: core.ConfigMap): boolean => metadata.namespace === info.namespace && metadata.name === info.name;
  return {
    name: 'bootstrap-signer-controller',
    for: kinds.configmaps,
    concerns: (map) => isInfo(map as core.ConfigMap),
    watches: [{ definition: kinds.secrets, keys: (secret) => (isToken(secret) ? [info] : []) }],
    concurrency: 1,
    async reconcile(key) {
      const map = maps.lister.get(key);
      if (map?.data?.kubeconfig === undefined) return;
      const tokens = secrets.lister.list().filter(isToken).flatMap((secret) => signingOf(secret, clock.now()) ?? []);
      if (same(signed(map.data, tokens), map.data)) return;
      await ifPresent(client.of(kinds.configmaps).update(key, (current) => (current.data?.kubeconfig === undefined ? current : { ...current, data: signed(current.data, tokens) })));
    },
  };
};
