/** /healthz, /livez, /readyz: `ok`, or what is wrong; `?verbose` lists the checks (k8s.io/apiserver server/healthz). */
import type { DialectContext, Response } from '../../dialect';
import type { Query } from './query';
import { sendText } from './respond';

type Check = (context: DialectContext) => Promise<void>;

const checks: Readonly<Record<string, Check>> = {
  ping: () => Promise.resolve(),
  etcd: ({ registry }) => registry.ping(),
  shutdown: ({ closing }) => (closing.aborted ? Promise.reject(new Error('the server is shutting down')) : Promise.resolve()),
};

/** Which checks stand behind which path: a server that is closing is alive but not ready. */
const endpoints: Readonly<Record<string, readonly string[]>> = {
  healthz: ['ping', 'etcd'],
  livez: ['ping', 'etcd'],
  readyz: ['ping', 'etcd', 'shutdown'],
};

export const isHealthPath = (parts: readonly string[]): boolean => parts[0] !== undefined && Object.hasOwn(endpoints, parts[0]);

/** `/readyz` runs all its checks, `/readyz/etcd` one. False: no such check. */
export async function health(context: DialectContext, response: Response, parts: readonly string[], query: Query): Promise<boolean> {
  const [endpoint = '', only] = parts;
  const names = endpoints[endpoint] ?? [];
  if (parts.length > 2 || (only !== undefined && !names.includes(only))) return false;
  const excluded = new Set(query.all('exclude'));
  const wanted = only === undefined ? names.filter((name) => !excluded.has(name)) : [only];
  const results = await Promise.all(wanted.map((name) => run(context, name)));
  const failed = results.some(({ error }) => error !== undefined);
  const verbose = query.get('verbose') !== undefined;
  if (!failed && !verbose) sendText(response, 200, 'ok');
  else sendText(response, failed ? 500 : 200, report(endpoint, results, failed));
  return true;
}

interface Result { readonly name: string; readonly error: string | undefined }

async function run(context: DialectContext, name: string): Promise<Result> {
  try {
    await checks[name]?.(context);
    return { name, error: undefined };
  } catch (error) {
    context.log.warn('health check failed', { check: name, error: String(error) });
    return { name, error: String(error) };
  }
}

/** Reasons are withheld, as upstream does: the log has them. */
function report(endpoint: string, results: readonly Result[], failed: boolean): string {
  const lines = results.map(({ name, error }) => (error === undefined ? `[+]${name} ok\n` : `[-]${name} failed: reason withheld\n`));
  return `${lines.join('')}${endpoint} check ${failed ? 'failed' : 'passed'}\n`;
}
