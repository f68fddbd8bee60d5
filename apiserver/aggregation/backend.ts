/** How a registered API server is spoken to: TLS with a certificate of this server, the headers that say who asks, and one request after another on kept connections. */
import { Agent, request as httpsRequest, type RequestOptions } from 'node:https';
import type { ClientRequest, IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import type { LookupFunction } from 'node:net';
import { once } from 'node:events';
import { createSecureContext, type ConnectionOptions } from 'node:tls';
import type { apiregistration, Clock, KeyPair, UserInfo } from '../../api';
import { goError } from './go-errors';
import { hostPort, urlOf, type Target } from './target';

/** `localhost` and what is below it is this machine, whatever its resolver thinks. */
const lookup: LookupFunction = (_name, { all }, callback) => {
  if (all) callback(null, [{ address: '127.0.0.1', family: 4 }, { address: '::1', family: 6 }]);
  else callback(null, '127.0.0.1', 4);
};

/** As the request header authenticator of the other server reads them (client-go transport SetAuthProxyHeaders). */
export function identity({ name, groups }: UserInfo): OutgoingHttpHeaders {
  return { 'X-Remote-User': name, 'X-Remote-Group': [...groups] };
}

export interface Asked {
  readonly path: string;
  readonly user: UserInfo;
  readonly headers?: OutgoingHttpHeaders;
}

export interface Answered {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

/** Documents that are longer than that are nobody's. */
const longestDocument = 32 * 1024 * 1024;

export class Backend {
  private readonly agent = new Agent({ keepAlive: true });
  private readonly tls: RequestOptions & Pick<ConnectionOptions, 'secureContext'>;

  /** `identity`: what the other server is shown of this one. */
  constructor({ service, caBundle, insecureSkipTLSVerify }: apiregistration.APIServiceSpec, readonly target: Target, readonly identity: KeyPair) {
    this.tls = {
      servername: `${service?.name ?? ''}.${service?.namespace ?? ''}.svc`,
      rejectUnauthorized: !insecureSkipTLSVerify,
      secureContext: createSecureContext({
        cert: identity.certificate, key: identity.key, ...(caBundle && { ca: Buffer.from(caBundle, 'base64').toString('latin1') }),
      }),
    };
  }

  /** `apart`: on a connection of its own. */
  open(options: { readonly method: string; readonly path: string; readonly headers: OutgoingHttpHeaders; readonly apart?: boolean }): ClientRequest {
    const { host, port } = this.target;
    const { method, path, headers, apart = false } = options;
    return httpsRequest({ ...this.tls, host, port, lookup, method, path, headers: { ...headers, host: hostPort(this.target) }, agent: apart ? false : this.agent });
  }

  /** A whole document. Rejects with what upstream would say when there is no answer in time. */
  async get({ path, user, headers }: Asked, clock: Clock, withinMs: number, signal: AbortSignal): Promise<Answered> {
    const request = this.open({ method: 'GET', path, headers: { ...headers, ...identity(user) } });
    // A connection that breaks in the middle of the answer is told by the answer too.
    request.on('error', () => undefined);
    const cut = (): void => { request.destroy(new Error(signal.aborted ? 'context canceled' : 'net/http: request canceled (Client.Timeout exceeded while awaiting headers)')); };
    const timer = clock.after(withinMs, cut);
    signal.addEventListener('abort', cut);
    if (signal.aborted) cut();
    try {
      request.end();
      const [answer] = (await once(request, 'response')) as [IncomingMessage];
      return { status: answer.statusCode ?? 0, headers: answer.headers, body: await whole(answer) };
    } catch (error) {
      request.destroy();
      throw new Error(`failing or missing response from ${urlOf(this.target, path)}: Get ${JSON.stringify(urlOf(this.target, path))}: ${goError(error, this.target)}`);
    } finally {
      timer.cancel();
      signal.removeEventListener('abort', cut);
    }
  }

  close(): void {
    this.agent.destroy();
  }
}

async function whole(answer: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > longestDocument) throw new Error('http: response body too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
