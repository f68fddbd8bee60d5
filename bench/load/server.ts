/** A server of our own, started as a user starts it, with its times and its memory. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEtcd } from '../../registry/storage/testing/etcd-server';

export interface OwnServer {
  readonly url: string;
  /** Everything that belongs to the server: its CPU and memory are counted together. */
  readonly pids: readonly number[];
  /** From spawn to the first `ok` of /readyz. */
  readonly readyMs: number;
  stop(): Promise<void>;
}

/** What runs: everything as `minikapi up` does, or the API server and the scheduler alone. */
export type Setting = 'up' | 'scheduler-only';

const main = join(__dirname, '../../dist/main.js');
const schedulerOnly = join(__dirname, 'scheduler-only.mjs');

const commandLine = (setting: Setting, store: string, folder: string, args: readonly string[]): readonly string[] =>
  (setting === 'up' ? [main, 'up', '--data-dir', folder, '--store', store, '--port', '0', '--log-level', 'warn', ...args] : [schedulerOnly, store]);

/** `store` is a URL, in which `<dir>` stands for a folder that goes with the server, or `etcd`: an etcd of its own. */
export async function startServer(store: string, args: readonly string[], setting: Setting = 'up'): Promise<OwnServer> {
  if (store !== 'etcd') return startMinikapi(store, args, setting);
  const etcd = await startEtcd();
  const server = await startMinikapi(etcd.url, args, setting);
  return { ...server, pids: [...server.pids, etcd.pid], stop: async () => { await server.stop(); await etcd.stop(); } };
}

async function startMinikapi(store: string, args: readonly string[], setting: Setting): Promise<OwnServer> {
  const folder = mkdtempSync(join(tmpdir(), 'minikapi-bench-'));
  const start = performance.now();
  const child = spawn(process.execPath, commandLine(setting, store.replace('<dir>', folder), folder, args), { stdio: ['ignore', 'pipe', 'inherit'] });
  const url = await announcedUrl(child);
  const ready = await fetch(`${url}/readyz`);
  if (!ready.ok) throw new Error(`not ready: ${ready.status}`);
  const readyMs = performance.now() - start;
  return { url, pids: [child.pid as number], readyMs, stop: () => stop(child, folder) };
}

function announcedUrl(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const url = /ready in \d+ ms: (\S+)/.exec(text)?.[1];
      if (url) resolve(url);
    });
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}: ${text}`)));
  });
}

async function stop(child: ChildProcess, folder: string): Promise<void> {
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await ended;
  rmSync(folder, { recursive: true, force: true });
}

const clockTicksPerSecond = 100;

/** CPU seconds that processes have used (Linux). */
export function cpuSeconds(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /, '').split(' ');
    return sum + (Number(fields[11]) + Number(fields[12])) / clockTicksPerSecond;
  }, 0);
}

/** Resident memory in MB (Linux). */
export const rssMb = (pids: readonly number[]): number =>
  pids.reduce((sum, pid) => sum + Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024, 0);
