/**
 * GET /listwatchresources: what there is of each kind, unless the query says from which version on, and what happens to it, in one stream.
 *
 * Order is kept within a kind. The stream ends with its client, with the server, and when events of a kind can no longer be told without a
 * gap: whoever reads it lists anew.
 */
import { ApiError, type Clock } from '../../../../api';
import type { Frame } from '../../../../registry';
import { endOf, pump, type FrameSink, type Response } from '../../../dialect';
import type { Call, Endpoint } from '../call';
import { Fault } from '../envelope';
import { framingFor, type Framing } from '../framing';
import { simulatedKinds, type SimulatedKind } from '../kinds';

interface Followed {
  readonly kind: SimulatedKind;
  readonly batches: AsyncIterable<readonly Frame[]>;
}

const keepAliveMs = 25_000;

export const listWatchResources: Endpoint = async (call) => {
  const { request, response, context: { closing, clock } } = call;
  const ending = endOf(response, closing, clock);
  try {
    const followed = await Promise.all(simulatedKinds.map((kind) => follow(call, kind, ending.signal)));
    const framing = framingFor(request.headers.accept);
    response.writeHead(200, { 'Content-Type': framing.contentType, 'Cache-Control': 'no-cache' });
    response.flushHeaders();
    const stop = keepAlive(response, framing, clock);
    await Promise.race(followed.map((each) => send(call, each, framing, ending.signal))).finally(stop);
  } finally {
    ending.release();
  }
  response.end();
};

async function follow({ query, context: { registry } }: Call, kind: SimulatedKind, signal: AbortSignal): Promise<Followed> {
  const resourceVersion = kind.versionParameters.map((name) => query.get(name)).find(Boolean);
  try {
    return { kind, batches: await registry.store(kind.definition).watch({ ...(resourceVersion && { resourceVersion }) }, signal) };
  } catch (error) {
    throw ApiError.is(error, 'BadRequest') ? new Fault('Unreadable', `${kind.versionParameters[0]}: ${error.message}`) : error;
  }
}

async function send({ request, response, context: { clock, log } }: Call, { kind, batches }: Followed, framing: Framing, signal: AbortSignal): Promise<void> {
  const sink: FrameSink = { socket: request.socket, write: (frames) => { if (!response.destroyed) response.write(frames.length === 1 ? frames[0]! : Buffer.concat(frames)); } };
  try {
    await pump(sink, batches, (frame) => framing.encode(kind, frame), signal, clock);
  } catch (error) {
    log.info('a stream of the scheduler simulator ends', { kind: kind.resource, error: String(error) });
  }
}

function keepAlive(response: Response, framing: Framing, clock: Clock): () => void {
  const again = (): void => {
    if (!response.destroyed) response.write(framing.keepAlive);
    timer = clock.after(keepAliveMs, again);
  };
  let timer = clock.after(keepAliveMs, again);
  return () => timer.cancel();
}
