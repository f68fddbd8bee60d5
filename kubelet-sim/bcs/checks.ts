/** Looks after the health of a container, as its probes say (section 8.4 of the document's specification). */
import { get } from 'node:http';
import { once } from 'node:events';
import { connect } from 'node:net';
import type { core } from '../../api';
import { NotAllowed } from '../host/access';
import { isListening, steadOf, type LoopbackTarget } from '../ports/ports';
import type { ExecutorDeps } from './executor';
import { run } from './run';

/** Undefined: nobody can tell, as of programs that are not there in simulated containers. */
export async function isHealthy(deps: ExecutorDeps, pod: core.Pod, container: string, { exec, httpGet, tcpSocket, timeoutSeconds = 1 }: core.Probe): Promise<boolean | undefined> {
  const late = new AbortController();
  const timer = deps.clock.after(1000 * timeoutSeconds, () => late.abort());
  const signal = AbortSignal.any([deps.signal, late.signal]);
  try {
    if (exec) return await succeeds(deps, pod, container, exec.command ?? [], signal);
    const port = Number((httpGet ?? tcpSocket)?.port);
    return port ? await answers(deps, pod, port, httpGet?.path, signal) : undefined;
  } finally {
    timer.cancel();
  }
}

/** A shell that does not find a program, or may not run it. */
const notFound = /^sh: .*: (?:not found|Permission denied)$/m;

async function succeeds(deps: ExecutorDeps, pod: core.Pod, container: string, words: readonly string[], signal: AbortSignal): Promise<boolean | undefined> {
  const result = await run(deps, pod, container, { words, env: [], user: '' }, signal);
  if ('fault' in result || notFound.test(result.stderr)) return undefined;
  return result.exitCode === 0 && !signal.aborted;
}

/** `path`: asked for over HTTP; absent: it is enough that somebody listens. */
async function answers({ rules, access }: ExecutorDeps, pod: core.Pod, port: number, path: string | undefined, signal: AbortSignal): Promise<boolean | undefined> {
  try {
    const stead = steadOf({ pod, port }, { rules, access });
    if (!stead) return isListening({ pod, port });
    if ('command' in stead) return undefined;
    return path === undefined ? await connects(stead.target, signal) : await isWell(stead.target, path, signal);
  } catch (error) {
    if (error instanceof NotAllowed) return undefined;
    throw error;
  }
}

async function connects(target: LoopbackTarget, signal: AbortSignal): Promise<boolean> {
  const socket = connect(target);
  socket.on('error', () => undefined);
  try {
    await once(socket, 'connect', { signal });
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

const isWell = (target: LoopbackTarget, path: string, signal: AbortSignal): Promise<boolean> => new Promise((resolve) => {
  const asked = get({ ...target, path, agent: false, signal }, ({ statusCode = 0 }) => {
    resolve(statusCode >= 200 && statusCode < 400);
    asked.destroy();
  });
  asked.on('error', () => resolve(false));
});
