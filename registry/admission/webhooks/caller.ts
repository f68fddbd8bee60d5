/** Sends one webhook what it is asked, over connections that are kept. */
import { Agent, request, type RequestOptions } from 'node:https';
import type { IncomingMessage } from 'node:http';
import type { Clock, TraceContext } from '../../../api';
import { RequestFailure, statusText, textOf } from './failure';
import { targetOf, type Address, type ClientConfig, type FindService, type Target } from './target';

/** No answer is larger: an object has at most a tenth of that. */
const largestAnswer = 16 * 1024 * 1024;

export interface CallerOptions {
  readonly clock: Clock;
  readonly findService: FindService;
}

interface Question {
  readonly path: string;
  readonly body: string;
  readonly trace: TraceContext | undefined;
  readonly signal: AbortSignal;
}

export class Caller {
  private readonly agent: Agent;
  private known: Target | undefined;

  constructor(private readonly config: ClientConfig, private readonly options: CallerOptions) {
    const ca = config.caBundle ? Buffer.from(config.caBundle, 'base64') : undefined;
    this.agent = new Agent({ keepAlive: true, ...(ca && { ca }) });
  }

  /** Throws where the configuration (put into the store by foreign hands) names none. */
  private get target(): Target {
    return (this.known ??= targetOf(this.config, this.options.findService));
  }

  /** The body of the answer. Throws RequestFailure when there is none. */
  async post(body: string, timeoutSeconds: number, trace?: TraceContext): Promise<string> {
    const path = `${this.target.path}?timeout=${timeoutSeconds}s`;
    const aborting = new AbortController();
    const timer = this.options.clock.after(timeoutSeconds * 1000, () => aborting.abort());
    const failed = (text: string): RequestFailure => new RequestFailure(`Post "https://${this.target.authority}${path}": ${text}`);
    try {
      const address = await this.address(failed);
      return await this.send({ path, body, trace, signal: aborting.signal }, address).catch((error: Error) => {
        if (error instanceof RequestFailure) throw error;
        throw failed(aborting.signal.aborted ? 'context deadline exceeded' : textOf(error, address));
      });
    } finally {
      timer.cancel();
    }
  }

  private async address(failed: (text: string) => Error): Promise<Address> {
    try {
      return await this.target.address();
    } catch (error) {
      throw error instanceof RequestFailure ? failed(error.message) : error;
    }
  }

  private send(question: Question, { host, port }: Address): Promise<string> {
    const { path, body, trace, signal } = question;
    const { authority, serverName } = this.target;
    const headers = {
      Host: authority, 'Content-Type': 'application/json', Accept: 'application/json, */*', 'User-Agent': 'kube-apiserver-admission', 'Content-Length': Buffer.byteLength(body),
      ...(trace && { traceparent: trace.traceparent }), ...(trace?.tracestate && { tracestate: trace.tracestate }),
    };
    const options: RequestOptions = { agent: this.agent, method: 'POST', host, port, path, headers, signal, ...(serverName && { servername: serverName }) };
    return new Promise((resolve, reject) => {
      const sent = request(options, (response) => void read(response).then(resolve, reject));
      sent.on('error', (error: NodeJS.ErrnoException) => {
        // The other side had closed a connection that was kept: the request has not been seen.
        if (error.code === 'ECONNRESET' && sent.reusedSocket && !signal.aborted) resolve(this.send(question, { host, port }));
        else reject(error);
      });
      sent.end(body);
    });
  }
}

async function read(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > largestAnswer) {
      response.destroy();
      throw new RequestFailure('unexpected error when reading response body. Please retry. Original error: http: response body too large');
    }
    chunks.push(chunk);
  }
  const text = Buffer.concat(chunks).toString('utf8');
  const { statusCode = 0 } = response;
  if (statusCode < 200 || statusCode > 206) throw new RequestFailure(statusText(statusCode, text), statusCode);
  return text;
}
