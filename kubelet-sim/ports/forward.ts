/** A connection to a port of a pod. */
import { once } from 'node:events';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { joinProcess } from '../host/processes';
import type { Call } from '../server/call';
import { isListening, NobodyListens, steadOf, type LoopbackTarget, type PodPort } from './ports';
import { Responder } from './responder';

const responder = new Responder();

/** Resolves when the connection is over; rejects with what a runtime would say when there is nobody. */
export async function forward(bytes: Duplex, place: PodPort, call: Pick<Call, 'rules' | 'access'>): Promise<void> {
  const stead = steadOf(place, call);
  const over = new Promise<void>((resolve) => { bytes.once('close', resolve); });
  if (stead && 'target' in stead) await joinTo(bytes, stead.target, place);
  else if (stead) return joinProcess(call.access, stead.command, bytes);
  else if (isListening(place)) responder.take(bytes, place);
  else throw new NobodyListens(place);
  await over;
}

async function joinTo(bytes: Duplex, target: LoopbackTarget, place: PodPort): Promise<void> {
  const socket = connect({ ...target, allowHalfOpen: true });
  await once(socket, 'connect').catch(() => { throw new NobodyListens(place); });
  socket.on('error', () => bytes.destroy());
  bytes.on('error', () => socket.destroy());
  bytes.once('close', () => socket.destroySoon());
  socket.once('close', () => bytes.destroy());
  bytes.pipe(socket).pipe(bytes);
}
