/** Real minikapi processes from the built program, and how they end. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const main = join(__dirname, '../../dist/main.js');

export interface Running {
  /** What it said it is ready at: the API's URL, or the store of a component. */
  readonly readyAt: string;
  /** The time it printed. */
  readonly readyMs: number;
  readonly pid: number;
  /** Everything written to stdout and stderr so far. */
  output(): string;
  /** Asks it to stop; resolves with the exit code. */
  stop(): Promise<number | null>;
  /** SIGKILL. */
  kill(): Promise<void>;
}

export const tempFolder = (): string => mkdtempSync(join(tmpdir(), 'minikapi-e2e-'));

export const removeFolder = (folder: string): void => rmSync(folder, { recursive: true, force: true });

/** A test run that dies must not leave processes. */
const children = new Set<ChildProcess>();
process.on('exit', () => { for (const child of children) child.kill('SIGKILL'); });

/** Tests run beside each other: who wants one of the ports that users know says which. */
const ownPorts = { MINIKAPI_SERVERLESS_PORT: '0', MINIKAPI_MINIK8S_PORT: '0' };

/** Starts `minikapi ARGS…` and resolves when it says that it is ready; rejects with its output when it ends before that. */
export function start(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Running> {
  const child = spawn(process.execPath, [main, ...args], { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...ownPorts, ...env } });
  children.add(child);
  const ended = new Promise<number | null>((resolve) => child.once('close', (code) => {
    children.delete(child);
    resolve(code);
  }));
  let output = '';
  return new Promise((resolve, reject) => {
    const read = (chunk: Buffer): void => {
      output += chunk.toString();
      const ready = /ready in (\d+) ms: (\S+)/.exec(output);
      if (ready) resolve(running(child, ended, Number(ready[1]), ready[2] ?? '', () => output));
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    void ended.then((code) => reject(new Error(`minikapi ${args.join(' ')} ended with ${code}: ${output}`)));
  });
}

function running(child: ChildProcess, ended: Promise<number | null>, readyMs: number, readyAt: string, output: () => string): Running {
  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    child.kill(signal);
    return ended;
  };
  return { readyAt, readyMs, pid: child.pid ?? 0, output, stop: () => end('SIGTERM'), kill: async () => void (await end('SIGKILL')) };
}

/** Runs `minikapi ARGS…` to its end. */
export async function runToEnd(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<{ code: number | null; output: string }> {
  const { code, output } = await runOnce(args, { env });
  return { code, output };
}

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Both, as they came. */
  readonly output: string;
}

/** The same, from a directory, with something to read. */
export async function runOnce(args: readonly string[], { env, cwd, input = '' }: { readonly env?: NodeJS.ProcessEnv; readonly cwd?: string; readonly input?: string } = {}): Promise<Ended> {
  const child = spawn(process.execPath, [main, ...args], { stdio: ['pipe', 'pipe', 'pipe'], cwd, env: { ...process.env, ...ownPorts, ...env } });
  const said = { stdout: '', stderr: '', output: '' };
  const listen = (name: 'stdout' | 'stderr'): void => {
    child[name].on('data', (chunk: Buffer) => {
      said[name] += chunk.toString();
      said.output += chunk.toString();
    });
  };
  listen('stdout');
  listen('stderr');
  // It may have ended before it has read anything.
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, ...said };
}
