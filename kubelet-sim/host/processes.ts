/** Programs of this machine in place of those of containers (kubernetes-sigs/kwok pkg/kwok/server/debugging_exec.go). */
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { constants } from 'node:os';
import type { Duplex } from 'node:stream';
import { once } from 'node:events';
import type { LocalExec } from '../resources/streams';
import type { Streams } from '../shell/io';
import { NotAllowed, type HostAccess } from './access';

/** Undefined: it may run. */
export const processFault = ({ exec }: HostAccess): string | undefined =>
  (exec ? undefined : 'programs of this machine are not run for containers unless minikapi is started with --allow-local-exec');

/** The program could not be started. */
export class NotStarted extends Error {
  constructor(readonly isMissing: boolean, message: string) {
    super(message);
  }
}

interface Started {
  readonly child: ChildProcessWithoutNullStreams;
  /** To it and to all that it has started. */
  signal(name: NodeJS.Signals): void;
  /** 128 and the signal's number where one ended it. */
  readonly code: Promise<number>;
}

/** Throws NotAllowed; rejects with NotStarted. */
async function start(access: HostAccess, [program = '', ...args]: readonly string[], { workDir = '/', envs = [], securityContext = {} }: LocalExec): Promise<Started> {
  const fault = processFault(access);
  if (fault !== undefined) throw new NotAllowed(fault);
  const own = Object.fromEntries(envs.map(({ name, value = '' }) => [name, value]));
  const child = spawn(program, args, {
    cwd: workDir || '/', env: { ...process.env, ...own }, detached: true, stdio: 'pipe', uid: securityContext.runAsUser, gid: securityContext.runAsGroup,
  });
  const code = new Promise<number>((resolve) => {
    child.once('close', (status, signal) => resolve(status ?? 128 + (signal ? constants.signals[signal] : 0)));
  });
  child.stdin.on('error', () => undefined);
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', (error: NodeJS.ErrnoException) => reject(new NotStarted(error.code === 'ENOENT', error.message)));
  });
  const signal = (name: NodeJS.Signals): void => {
    try {
      process.kill(-child.pid!, name);
    } catch {
      // It has ended.
    }
  };
  return { child, signal, code };
}

/** The exit code. What it has started ends with the signal; `interrupted` sends it Ctrl-C. */
export async function runProcess(access: HostAccess, words: readonly string[], local: LocalExec, { input, output, errors }: Streams, signal: AbortSignal, interrupted: (interrupt: () => void) => void = () => undefined): Promise<number> {
  const { child, signal: send, code } = await start(access, words, local);
  const kill = (): void => send('SIGKILL');
  if (signal.aborted) kill();
  signal.addEventListener('abort', kill, { once: true });
  interrupted(() => send('SIGINT'));
  child.stdout.on('data', (data: Buffer) => output.write(data));
  child.stderr.on('data', (data: Buffer) => errors.write(data));
  void (async () => {
    for (let data = await input.read(); data && !child.stdin.destroyed; data = await input.read()) {
      if (!child.stdin.write(data)) await Promise.race([once(child.stdin, 'drain'), code]).catch(() => undefined);
    }
    child.stdin.end();
  })();
  try {
    return await code;
  } finally {
    signal.removeEventListener('abort', kill);
  }
}

/** What is sent goes to the program, what it says comes back; resolves when it has ended. */
export async function joinProcess(access: HostAccess, words: readonly string[], bytes: Duplex): Promise<void> {
  const { child, signal, code } = await start(access, words, {});
  bytes.once('close', () => signal('SIGKILL'));
  bytes.on('error', () => signal('SIGKILL'));
  bytes.pipe(child.stdin);
  child.stdout.pipe(bytes);
  child.stderr.resume();
  await code;
}
