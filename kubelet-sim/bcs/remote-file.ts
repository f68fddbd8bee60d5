/** Files that messages want from elsewhere: only this machine's own addresses are asked, over HTTP; nothing is sent anywhere else. */
import { get, type IncomingMessage, type RequestOptions } from 'node:http';
import type { Clock } from '../../api';
import { loopbackTarget } from '../ports/targets';

export interface RemoteSource {
  readonly url: string;
  readonly user: string;
  readonly password: string;
}

/** What cannot be had, in words for whoever sent the message. */
export class RemoteFault extends Error {}

/** Upstream's executor waits as long. */
const patienceMs = 120_000;
const mostBytes = 1024 * 1024;

/** Rejects with RemoteFault. */
export async function downloaded({ url, user, password }: RemoteSource, clock: Clock, signal: AbortSignal): Promise<Buffer> {
  const { hostname, port, pathname, search } = targetOf(url);
  const target = loopbackTarget(hostname, Number(port || 80));
  if (!target) throw new RemoteFault(`${url} is not asked for: only loopback addresses are`);
  const late = new AbortController();
  const timer = clock.after(patienceMs, () => late.abort());
  try {
    return await bodyOf(await answerTo({ ...target, path: pathname + search, signal: AbortSignal.any([signal, late.signal]), ...(user && { auth: `${user}:${password}` }) }), url);
  } catch (error) {
    if (error instanceof RemoteFault) throw error;
    throw new RemoteFault(`http get ${url}: ${late.signal.aborted ? `no answer within ${patienceMs / 1000} s` : String(error instanceof Error ? error.message : error)}`);
  } finally {
    timer.cancel();
  }
}

function targetOf(url: string): URL {
  if (!URL.canParse(url)) throw new RemoteFault(`${JSON.stringify(url)} is no URL`);
  const parsed = new URL(url);
  if (parsed.protocol !== 'http:') throw new RemoteFault(`${url} is not asked for: only http is spoken here`);
  return parsed;
}

const answerTo = (options: RequestOptions): Promise<IncomingMessage> => new Promise((resolve, reject) => {
  get({ agent: false, ...options }, resolve).once('error', reject);
});

async function bodyOf(response: IncomingMessage, url: string): Promise<Buffer> {
  // Where an answer points elsewhere nobody goes.
  if (response.statusCode !== 200) {
    response.destroy();
    throw new RemoteFault(`http get ${url} response ${response.statusCode} ${response.statusMessage ?? ''}`.trim());
  }
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    if ((size += chunk.length) > mostBytes) throw new RemoteFault(`http get ${url}: the file has more than ${mostBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
