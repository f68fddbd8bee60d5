/**
 * The key that signs the tokens of service accounts. It is made when the first token is asked for, and lies in the store, so
 * that all API servers of one store sign with one key and tokens outlive a restart.
 */
import { createPrivateKey, createPublicKey, generateKeyPairSync, type JsonWebKey, type KeyObject } from 'node:crypto';
import { root } from '../keys';
import type { KeyValue, KV } from '../storage/kv';
import { keyIdOf, type JwtKey } from './jwt';

const storedAt = `${root}signingkeys/serviceaccounts`;

export async function signingKey(kv: KV): Promise<JwtKey> {
  const { kv: found } = await kv.get(storedAt);
  return asJwtKey(found ? keyIn(found) : await ourOwn(kv));
}

/** One of several servers that start at once is the first; its key is everybody's. */
async function ourOwn(kv: KV): Promise<KeyObject> {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const cas = await kv.create(storedAt, Buffer.from(JSON.stringify(privateKey.export({ format: 'jwk' }))));
  return !cas.ok && cas.current ? keyIn(cas.current) : privateKey;
}

const keyIn = ({ value }: KeyValue): KeyObject => createPrivateKey({ key: JSON.parse(Buffer.from(value).toString('utf8')) as JsonWebKey, format: 'jwk' });

function asJwtKey(key: KeyObject): JwtKey {
  const publicKey = createPublicKey(key);
  return { id: keyIdOf(publicKey), private: key, public: publicKey };
}
