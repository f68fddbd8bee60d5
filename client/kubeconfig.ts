/** Where a kubeconfig says that a cluster is, and as whom to speak to it (k8s.io/client-go tools/clientcmd). */
import { parse } from 'yaml';
import type { HttpClientOptions } from './http';

/** What `createHttpClient` needs of it. */
export type ClusterAddress = Pick<HttpClientOptions, 'server' | 'token' | 'ca' | 'cert' | 'key' | 'insecure'>;

/** The file cannot be used: the message says why, for the user. */
export class KubeconfigError extends Error {}

/** Reads a file that a kubeconfig names, relative to it. */
export type ReadBeside = (path: string) => string;

/** `context`: '' for the file's own choice. Throws KubeconfigError. */
export function readKubeconfig(text: string, context: string, readBeside: ReadBeside): ClusterAddress {
  const file = asRecord(parsed(text), 'it');
  const name = context || wordOf(file, 'current-context');
  if (!name) throw new KubeconfigError('it names no current-context; say which context is meant');
  const chosen = entry(file, 'contexts', 'context', name);
  const cluster = entry(file, 'clusters', 'cluster', wordOf(chosen, 'cluster'));
  const userName = wordOf(chosen, 'user');
  const user = userName ? entry(file, 'users', 'user', userName) : {};
  refuse(cluster, `cluster ${JSON.stringify(wordOf(chosen, 'cluster'))}`, ['proxy-url', 'tls-server-name']);
  refuse(user, `user ${JSON.stringify(userName)}`, ['exec', 'auth-provider', 'username']);
  const server = wordOf(cluster, 'server');
  if (!/^https?:\/\/[^/]/.test(server)) throw new KubeconfigError(`cluster ${JSON.stringify(wordOf(chosen, 'cluster'))} has no server that is an http or https URL`);
  const content = (from: Readonly<Record<string, unknown>>, field: string): string | undefined => dataOf(from, field, readBeside);
  return {
    server, insecure: cluster['insecure-skip-tls-verify'] === true, ca: content(cluster, 'certificate-authority'),
    cert: content(user, 'client-certificate'), key: content(user, 'client-key'), token: tokenOf(user, readBeside),
  };
}

/** What only a helper of kubectl's can do, kubectl can do for us. */
function refuse(from: Readonly<Record<string, unknown>>, what: string, fields: readonly string[]): void {
  const field = fields.find((each) => from[each] !== undefined && from[each] !== '');
  if (field) throw new KubeconfigError(`${what} needs ${field}, which is not supported; run "kubectl proxy" and name its address as the server`);
}

function tokenOf(user: Readonly<Record<string, unknown>>, readBeside: ReadBeside): string | undefined {
  const token = wordOf(user, 'token');
  if (token) return token;
  const file = wordOf(user, 'tokenFile');
  return file ? readBeside(file).trim() : undefined;
}

/** `<field>-data` in base64, which wins, or the file that `<field>` names. */
function dataOf(from: Readonly<Record<string, unknown>>, field: string, readBeside: ReadBeside): string | undefined {
  const data = wordOf(from, `${field}-data`);
  if (data) return Buffer.from(data, 'base64').toString('utf8');
  const file = wordOf(from, field);
  return file ? readBeside(file) : undefined;
}

function parsed(text: string): unknown {
  try {
    return parse(text) as unknown;
  } catch (error) {
    throw new KubeconfigError(`it is not YAML: ${(error as Error).message.split('\n')[0]}`);
  }
}

/** The entry of a named list: `contexts: [{ name, context: {…} }]`. */
function entry(file: Readonly<Record<string, unknown>>, list: string, field: string, name: string): Readonly<Record<string, unknown>> {
  const entries = Array.isArray(file[list]) ? (file[list] as unknown[]) : [];
  const found = entries.map((each) => asRecord(each, `an entry of ${list}`)).find((each) => each.name === name);
  if (!found) throw new KubeconfigError(`it has no ${field} called ${JSON.stringify(name)}; there are: ${entries.map((each) => String((each as { name?: unknown }).name)).join(', ') || 'none'}`);
  return asRecord(found[field] ?? {}, `${field} ${JSON.stringify(name)}`);
}

function asRecord(value: unknown, what: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new KubeconfigError(`${what} is no object`);
  return value as Readonly<Record<string, unknown>>;
}

const wordOf = (from: Readonly<Record<string, unknown>>, field: string): string => (typeof from[field] === 'string' ? from[field] : '');
