/**
 * One HTTP/1.1 connection over a bare socket, one request at a time: as light as a client can be, so that a load
 * generator measures the server and not itself. Reads Content-Length and chunked bodies; keeps the body only on demand.
 */
import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';

export interface Target {
  readonly url: URL;
  readonly token?: string;
  readonly ca?: string;
  readonly insecure?: boolean;
}

export interface Answer {
  readonly status: number;
  readonly bytes: number;
  /** Empty unless asked for. */
  readonly body: string;
}

export interface Request {
  readonly method: string;
  readonly path: string;
  readonly body?: string | Buffer;
  readonly type?: string;
  readonly accept?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const endOfHead = Buffer.from('\r\n\r\n');
const lineEnd = Buffer.from('\r\n');

export function encodeRequest({ url, token }: Target, { method, path, body, type = 'application/json', accept = 'application/json', headers = {} }: Request): Buffer {
  const length = body === undefined ? 0 : Buffer.byteLength(body);
  const head = [
    `${method} ${path} HTTP/1.1`, `Host: ${url.host}`, `Accept: ${accept}`, 'User-Agent: minikapi-bench',
    ...(token ? [`Authorization: Bearer ${token}`] : []),
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    ...(body === undefined ? [] : [`Content-Type: ${type}`, `Content-Length: ${length}`]),
  ].join('\r\n');
  return Buffer.concat([Buffer.from(`${head}\r\n\r\n`), body === undefined ? Buffer.alloc(0) : Buffer.from(body)]);
}

export function openSocket({ url, ca, insecure }: Target): Promise<Socket> {
  const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80));
  return new Promise((resolve, reject) => {
    const socket: Socket = url.protocol === 'https:'
      ? connectTls({ host: url.hostname, port, ca, rejectUnauthorized: !insecure }, () => resolve(socket))
      : connectTcp({ host: url.hostname, port }, () => resolve(socket));
    socket.setNoDelay(true);
    socket.once('error', reject);
  });
}

export class Connection {
  private buffered: Buffer = Buffer.alloc(0);
  private wake: (() => void) | undefined;
  private broken: Error | undefined;

  private constructor(private readonly socket: Socket, private readonly target: Target) {
    socket.on('data', (chunk: Buffer) => {
      this.buffered = this.buffered.length ? Buffer.concat([this.buffered, chunk]) : chunk;
      this.wake?.();
    });
    socket.on('error', (error) => this.fail(error));
    socket.on('close', () => this.fail(new Error('connection closed')));
  }

  static async open(target: Target): Promise<Connection> {
    return new Connection(await openSocket(target), target);
  }

  send(request: Request, keepBody = false): Promise<Answer> {
    return this.exchange(encodeRequest(this.target, request), keepBody);
  }

  /** Sends prepared bytes: nothing is formatted inside a measured loop. */
  async exchange(request: Buffer, keepBody = false): Promise<Answer> {
    this.socket.write(request);
    const head = (await this.readUntil(endOfHead)).toString('latin1');
    const status = Number(head.slice(9, 12));
    const body = await this.readBody(head, keepBody);
    return { status, bytes: body.bytes, body: body.text };
  }

  close(): void {
    this.socket.destroy();
  }

  private async readBody(head: string, keep: boolean): Promise<{ bytes: number; text: string }> {
    if (/^transfer-encoding: chunked/im.test(head)) return this.readChunks(keep);
    const length = Number(/^content-length: (\d+)/im.exec(head)?.[1] ?? 0);
    const body = await this.take(length);
    return { bytes: length, text: keep ? body.toString('utf8') : '' };
  }

  private async readChunks(keep: boolean): Promise<{ bytes: number; text: string }> {
    const parts: Buffer[] = [];
    for (let bytes = 0; ;) {
      const size = parseInt((await this.readUntil(lineEnd)).toString('latin1'), 16);
      const chunk = await this.take(size + 2);
      if (size === 0) return { bytes, text: Buffer.concat(parts).toString('utf8') };
      bytes += size;
      if (keep) parts.push(chunk.subarray(0, size));
    }
  }

  /** Everything up to and including the mark. */
  private async readUntil(mark: Buffer): Promise<Buffer> {
    for (;;) {
      const at = this.buffered.indexOf(mark);
      if (at >= 0) return this.cut(at + mark.length);
      await this.more();
    }
  }

  private async take(length: number): Promise<Buffer> {
    if (this.buffered.length >= length) return this.cut(length);
    // Large bodies arrive in many chunks: joined once, not once per chunk.
    const parts = [this.buffered];
    let have = this.buffered.length;
    this.buffered = Buffer.alloc(0);
    while (have < length) {
      await this.more();
      parts.push(this.buffered);
      have += this.buffered.length;
      this.buffered = Buffer.alloc(0);
    }
    this.buffered = Buffer.concat(parts);
    return this.cut(length);
  }

  private cut(length: number): Buffer {
    const head = this.buffered.subarray(0, length);
    this.buffered = this.buffered.subarray(length);
    return head;
  }

  private async more(): Promise<void> {
    if (this.broken) throw this.broken;
    await new Promise<void>((resolve) => { this.wake = resolve; });
    this.wake = undefined;
    if (this.broken) throw this.broken;
  }

  private fail(error: Error): void {
    this.broken ??= error;
    this.wake?.();
  }
}
