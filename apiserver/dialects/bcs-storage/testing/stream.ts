/** A stream of changes, read object by object. */
import { once } from 'node:events';
import { request, type ClientRequest, type IncomingMessage } from 'node:http';
import { createInterface } from 'node:readline';
import { prefix } from './client';

export interface Change { readonly type: number; readonly value: Readonly<Record<string, unknown>> | null }

export class ChangeReader {
  private readonly lines: AsyncIterator<string>;

  private constructor(private readonly sent: ClientRequest, readonly response: IncomingMessage) {
    this.lines = createInterface({ input: response, crlfDelay: Infinity })[Symbol.asyncIterator]();
  }

  /** `body`: JSON, or text as it is; default: none. Resolves when the answer has begun. */
  static async open(url: string, path: string, body?: unknown): Promise<ChangeReader> {
    const sent = request(`${url}${prefix}${path}`, { method: 'POST', agent: false });
    sent.on('error', () => undefined);
    sent.end(body === undefined || typeof body === 'string' ? body : JSON.stringify(body));
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    response.on('error', () => undefined);
    return new ChangeReader(sent, response);
  }

  /** Undefined: the stream has ended. */
  async next(): Promise<Change | undefined> {
    const { value, done } = await this.lines.next();
    return done ? undefined : JSON.parse(value) as Change;
  }

  /** Each as its type and the name in it, to the end. */
  async rest(): Promise<string[]> {
    const found: string[] = [];
    for (let change = await this.next(); change; change = await this.next()) found.push(told(change));
    return found;
  }

  close(): void {
    this.sent.destroy();
  }
}

export const told = ({ type, value }: Change): string => `${type} ${value ? String(value.resourceName ?? value.name) : 'null'}`;
