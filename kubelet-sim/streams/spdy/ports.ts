/** Forwarded ports on a SPDY connection: a stream for data and one for faults per connection (k8s.io/cri-streaming portforward httpstream.go). */
import type { Duplex } from 'node:stream';
import { SpdyConnection, type SpdyStream } from './connection';

export type Forward = (bytes: Duplex, port: number) => Promise<void>;

interface Pair { data?: SpdyStream; error?: SpdyStream }

export function forwardOverSpdy(bytes: Duplex, forward: Forward, signal: AbortSignal): void {
  const pairs = new Map<string, Pair>();
  const connection = new SpdyConnection(bytes, {
    opened(stream) {
      const id = stream.headers.get('requestid') ?? String(stream.id);
      const type = stream.headers.get('streamtype');
      const pair = pairs.get(id) ?? {};
      if ((type !== 'data' && type !== 'error') || pair[type]) {
        stream.destroy();
        return;
      }
      pair[type] = stream;
      pairs.set(id, pair);
      if (!pair.data || !pair.error) return;
      pairs.delete(id);
      void serve(pair.data, pair.error, forward);
    },
    closed: () => pairs.clear(),
  });
  signal.addEventListener('abort', () => connection.close(), { once: true });
}

async function serve(data: SpdyStream, error: SpdyStream, forward: Forward): Promise<void> {
  const port = Number(data.headers.get('port') ?? '');
  // Nothing is sent there by clients.
  error.resume();
  try {
    if (!Number.isInteger(port) || port < 1 || port > 65535) throw new Error(`invalid port ${JSON.stringify(data.headers.get('port') ?? '')}`);
    await forward(data, port);
  } catch (fault) {
    error.write(`error forwarding port ${port}: ${(fault as Error).message}`);
    data.resume().end();
  } finally {
    error.end();
  }
}
