/**
 * The authorities of a cluster. Each lies in a Secret, so that all that work for the cluster sign as one, in this process or over
 * HTTP; it is made by whoever needs it first. Who wants another one puts it there.
 */
import type { Clock } from '../clock';
import { ApiError } from '../errors';
import * as kinds from '../kinds';
import type { KubeObject } from '../object';
import type { Random } from '../random';
import type { Client } from '../resources';
import type * as core from '../schema/types/core.v1';
import { createAuthority, readAuthority, type CertificateAuthority } from './authority';

export interface KeptAuthority {
  /** Of its Secret. */
  readonly name: string;
  readonly commonName: string;
}

export const authorityNamespace = 'kube-system';

/** As kubeadm names them in their certificates. */
export const clusterAuthority: KeptAuthority = { name: 'minikapi-ca', commonName: 'kubernetes' };
export const frontProxyAuthority: KeptAuthority = { name: 'minikapi-front-proxy-ca', commonName: 'front-proxy-ca' };

/** As kubeadm's. */
const lifetimeMs = 10 * 365 * 24 * 3600 * 1000;
/** Clocks of other machines may be behind. */
export const backdateMs = 5 * 60 * 1000;

export interface AuthorityDeps {
  readonly clock: Clock;
  readonly random: Random;
}

export const isKeptAs = ({ name }: KeptAuthority, { metadata }: KubeObject): boolean => metadata.namespace === authorityNamespace && metadata.name === name;

/** The one there is, or the one that is made now: of several that are made at once the first becomes everybody's. */
export async function authorityOf(client: Client, kept: KeptAuthority, deps: AuthorityDeps): Promise<CertificateAuthority> {
  const secrets = client.of(kinds.secrets);
  const key = { namespace: authorityNamespace, name: kept.name };
  const found = await secrets.get(key).catch(unless('NotFound'));
  return authorityIn(found ?? await secrets.create(newSecret(kept, deps)).catch(unless('AlreadyExists')) ?? await secrets.get(key));
}

function newSecret({ name, commonName }: KeptAuthority, { clock, random }: AuthorityDeps): core.Secret {
  const notBefore = clock.now() - backdateMs;
  const { certificate, key } = createAuthority(commonName, { notBefore, notAfter: notBefore + lifetimeMs }, random);
  return {
    apiVersion: 'v1', kind: 'Secret', metadata: { namespace: authorityNamespace, name }, type: 'kubernetes.io/tls',
    data: { 'tls.crt': Buffer.from(certificate).toString('base64'), 'tls.key': Buffer.from(key).toString('base64') },
  };
}

/** Each state of a Secret is read once. */
const known = new WeakMap<core.Secret, CertificateAuthority>();

/** Throws when the Secret holds none. */
export function authorityIn(secret: core.Secret): CertificateAuthority {
  const authority = known.get(secret) ?? read(secret);
  known.set(secret, authority);
  return authority;
}

function read({ metadata, data }: core.Secret): CertificateAuthority {
  const content = (key: string): string => Buffer.from(data?.[key] ?? '', 'base64').toString('utf8');
  const authority = readAuthority({ certificate: content('tls.crt'), key: content('tls.key') });
  if (!authority) throw new Error(`Secret ${metadata.namespace}/${metadata.name} holds no certificate authority (tls.crt, and tls.key that belongs to it)`);
  return authority;
}

const unless = (reason: 'NotFound' | 'AlreadyExists') => (error: unknown): undefined => {
  if (!ApiError.is(error, reason)) throw error;
};
