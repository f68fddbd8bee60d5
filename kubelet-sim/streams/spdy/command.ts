/** A remote command whose streams are those of a SPDY connection: what kubectl before 1.31 uses (k8s.io/cri-streaming remotecommand httpstream.go). */
import { sleep } from '../../../api';
import type { Call } from '../../server/call';
import { Inbox } from '../inbox';
import { mostUnread, noOutput, statusText, type Outcome, type RemoteStreams, type Wished } from '../remote';
import { SpdyConnection, type SpdyStream } from './connection';
import { acceptSpdy } from './upgrade';

const protocols: readonly string[] = ['v4.channel.k8s.io', 'v3.channel.k8s.io', 'v2.channel.k8s.io', 'channel.k8s.io'];

/** For the client to open its streams. */
const patienceMs = 30_000;

/** Undefined: they did not come in time. */
export async function spdyStreams(call: Call, wished: Wished): Promise<RemoteStreams | undefined> {
  const { bytes, protocol } = acceptSpdy(call, protocols);
  const streams = new Map<string, SpdyStream>();
  const needed = ['error', ...(['stdin', 'stdout', 'stderr'] as const).filter((name) => wished[name]), ...(wished.tty && !/^(?:v2\.)?channel/.test(protocol) ? ['resize'] : [])];
  let arrived = (): void => undefined;
  const all = new Promise<void>((resolve) => { arrived = resolve; });
  const connection = new SpdyConnection(bytes, {
    opened(stream) {
      const type = stream.headers.get('streamtype') ?? '';
      streams.set(type, stream);
      // Sizes of the window change nothing here.
      if (type === 'resize') stream.resume();
      if (needed.every((name) => streams.has(name))) arrived();
    },
    closed: () => arrived(),
  });
  const enough = new AbortController();
  await Promise.race([all, sleep(call.clock, patienceMs, AbortSignal.any([enough.signal, call.signal]))]);
  enough.abort();
  const errorStream = streams.get('error');
  if (!errorStream || !needed.every((name) => streams.has(name))) {
    connection.close();
    return undefined;
  }
  const outputTo = (name: string): RemoteStreams['output'] => {
    const stream = streams.get(name);
    return stream ? { write: (data) => write(stream, data) } : noOutput;
  };
  return {
    input: inputOf(streams.get('stdin')), output: outputTo('stdout'), errors: outputTo(wished.tty ? 'stdout' : 'stderr'), signal: call.signal,
    finish(status) {
      errorStream.write(lastWord(status, protocol));
      void Promise.all([...streams.values()].map(ended)).then(() => connection.close());
    },
  };
}

function write(stream: SpdyStream, data: string | Buffer): void {
  if (stream.writableLength > mostUnread) stream.destroy();
  else if (stream.writable) stream.write(data);
}

/** When all that was written to it is sent. */
function ended(stream: SpdyStream): Promise<void> {
  return new Promise((resolve) => {
    stream.once('close', () => resolve());
    stream.end(() => resolve());
  });
}

/** Before v4 the last word is a text, and none means success. */
const lastWord = (status: Outcome, protocol: string): string => (protocol.startsWith('v4') ? statusText(status) : status.status === 'Success' ? '' : (status.message ?? ''));

function inputOf(stream: SpdyStream | undefined): Inbox {
  const inbox = new Inbox({ pause: () => stream?.pause(), resume: () => stream?.resume() });
  if (!stream) {
    inbox.end();
    return inbox;
  }
  stream.on('data', (chunk: Buffer) => inbox.push(chunk));
  stream.once('end', () => inbox.end());
  stream.once('close', () => inbox.end());
  return inbox;
}
