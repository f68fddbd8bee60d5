/** The file that tells kubectl and client libraries where the API is. */
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { stringify } from 'yaml';

/** The JavaScript client refuses plain HTTP unless the file gives up on checking certificates; without TLS there are none. */
const cluster = (server: string): object => ({ server, ...(server.startsWith('http:') ? { 'insecure-skip-tls-verify': true } : {}) });

export const renderKubeconfig = (server: string): string => stringify({
  apiVersion: 'v1',
  kind: 'Config',
  clusters: [{ name: 'minikapi', cluster: cluster(server) }],
  users: [{ name: 'minikapi', user: {} }],
  contexts: [{ name: 'minikapi', context: { cluster: 'minikapi', user: 'minikapi' } }],
  'current-context': 'minikapi',
});

/** Whole or not at all: a kubectl that reads it meanwhile sees the old or the new one. */
export function writeKubeconfig(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  const fresh = `${file}.${process.pid}.tmp`;
  writeFileSync(fresh, text, { mode: 0o600 });
  renameSync(fresh, file);
}
