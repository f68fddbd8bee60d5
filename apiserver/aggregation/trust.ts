/**
 * The ConfigMap by which extension API servers know whom to believe (kubernetes pkg/controlplane/controller/clusterauthenticationtrust).
 * What is there stays, so that servers of one store that were told other things, or one after another, do not work against each other.
 */
import { X509Certificate } from 'node:crypto';
import { pem } from '../../api';
import { frontProxyName } from './front-proxy';

type Data = Readonly<Record<string, string>>;

export interface Trust {
  /** PEM: who signs the certificates of clients, and that of this server as a front proxy. */
  readonly clients: string;
  readonly frontProxy: string;
}

/** What the header authenticator of the other server reads (backend.ts writes them). */
const lists: Readonly<Record<string, readonly string[]>> = {
  'requestheader-allowed-names': [frontProxyName],
  'requestheader-username-headers': ['X-Remote-User'],
  'requestheader-uid-headers': ['X-Remote-Uid'],
  'requestheader-group-headers': ['X-Remote-Group'],
  'requestheader-extra-headers-prefix': ['X-Remote-Extra-'],
};

/** Clocks of other machines may be behind. */
const slackMs = 5 * 60 * 1000;

export function trustData(current: Data | undefined, { clients, frontProxy }: Trust, now: number): Data {
  return {
    'client-ca-file': bundle(now, current?.['client-ca-file'], clients),
    'requestheader-client-ca-file': bundle(now, current?.['requestheader-client-ca-file'], frontProxy),
    ...Object.fromEntries(Object.entries(lists).map(([key, wanted]) => [key, JSON.stringify([...new Set([...listIn(current?.[key]), ...wanted])])])),
  };
}

/** What cannot be read is nobody's. */
function listIn(text: string | undefined): string[] {
  try {
    const list = JSON.parse(text ?? '[]') as unknown;
    return Array.isArray(list) ? list.filter((item): item is string => typeof item === 'string') : [];
  } catch {
    return [];
  }
}

/** Certificates that are still good, each once. */
const bundle = (now: number, ...texts: readonly (string | undefined)[]): string =>
  [...new Set(texts.flatMap((text) => pem.blocks(text ?? '')).filter(({ der }) => isGood(der, now)).map(({ der }) => pem.encodePem('CERTIFICATE', der)))].join('');

function isGood(der: Buffer, now: number): boolean {
  try {
    return Date.parse(new X509Certificate(der).validTo) > now - slackMs;
  } catch {
    return false;
  }
}
