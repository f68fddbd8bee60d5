/** How long things take, in milliseconds. */
import { encodeRequest, openSocket, type Request, type Target } from './connection';

export async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** From sending a request to the first byte of its answer. */
export async function firstByte(target: Target, request: Request): Promise<number> {
  const socket = await openSocket(target);
  const start = performance.now();
  socket.write(encodeRequest(target, request));
  await new Promise((resolve) => socket.once('data', resolve));
  const took = performance.now() - start;
  socket.destroy();
  return took;
}
