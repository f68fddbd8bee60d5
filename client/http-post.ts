/** Questions that are put to a helper of somebody's by POST, on this machine: JSON there and back, within a time. */
import * as http from 'node:http';
import * as https from 'node:https';
import { isIP } from 'node:net';
import { createSecureContext } from 'node:tls';
import type { Clock } from '../api';

export interface PosterOptions {
  readonly timeoutMs: number;
  readonly clock: Clock;
  /** An answer that has more is none; more than any list of nodes where nothing is said. */
  readonly mostBytes?: number;
  /** Of https URLs. */
  readonly tls?: Pick<https.AgentOptions, 'ca' | 'cert' | 'key' | 'rejectUnauthorized' | 'servername'>;
}

export interface PostAnswer {
  readonly code: number;
  readonly text: string;
}

const usualMostBytes = 256 * 1024 * 1024;

export class Poster {
  private readonly agents: { readonly 'http:': http.Agent; readonly 'https:': https.Agent };

  constructor(private readonly options: PosterOptions) {
    // What cannot be used is told here, not with the first question.
    if (options.tls) createSecureContext({ ca: options.tls.ca, cert: options.tls.cert, key: options.tls.key });
    this.agents = { 'http:': new http.Agent({ keepAlive: true }), 'https:': new https.Agent({ keepAlive: true, ...options.tls }) };
  }

  /** Rejects, in the words of Go's client, when there is no whole answer in time. Redirections are not followed. */
  async post(url: string, body: string, signal: AbortSignal): Promise<PostAnswer> {
    const late = new AbortController();
    const timer = this.options.clock.after(this.options.timeoutMs, () => late.abort());
    try {
      return await read(await this.open(new URL(url), body, AbortSignal.any([signal, late.signal])), this.options.mostBytes ?? usualMostBytes);
    } catch (error) {
      const why = late.signal.aborted ? 'context deadline exceeded (Client.Timeout exceeded while awaiting headers)' : reasonOf(error);
      throw new Error(`Post ${JSON.stringify(url)}: ${why}`, { cause: error });
    } finally {
      timer.cancel();
    }
  }

  close(): void {
    for (const agent of Object.values(this.agents)) agent.destroy();
  }

  private open(url: URL, body: string, signal: AbortSignal): Promise<http.IncomingMessage> {
    const secure = url.protocol === 'https:';
    const host = url.hostname.replace(/^\[|\]$/g, '');
    const bytes = Buffer.from(body);
    return new Promise((resolve, reject) => {
      const request = (secure ? https : http).request({
        // Names that mean this machine (RFC 6761, 6.3) are not looked up elsewhere.
        host: isIP(host) ? host : 'localhost', port: url.port || (secure ? 443 : 80), path: `${url.pathname}${url.search}`, method: 'POST', signal,
        agent: secure ? this.agents['https:'] : this.agents['http:'],
        headers: { host: url.host, 'content-type': 'application/json', 'content-length': bytes.length, 'user-agent': 'minikapi' },
      }, resolve);
      request.on('error', reject);
      request.end(bytes);
    });
  }
}

async function read(response: http.IncomingMessage, mostBytes: number): Promise<PostAnswer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response) {
    size += (chunk as Uint8Array).length;
    if (size > mostBytes) throw new Error(`the answer has more than ${mostBytes} bytes`);
    chunks.push(chunk as Uint8Array);
  }
  return { code: response.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') };
}

/** Several addresses that were tried in vain make an error without a text. */
const reasonOf = (error: unknown): string => {
  const { message, code } = error as NodeJS.ErrnoException;
  return message || code || String(error);
};
