/** A thread with Pyodide in it (docs/adr/0013-function-sandboxes.md). Holds one program in its life. */
import { parentPort, workerData } from 'node:worker_threads';
import type { PyodideAPI, PyodideConfig } from 'pyodide';
import type { FaultKind, FromThread, Load, ToThread } from '../messages';
import { Spoken } from '../spoken';
import { webAssembly } from '../web-assembly';
import type { PythonFiles } from './engine';
import { prelude } from './prelude';
import { close, empty, limitMemory } from './realm';

const { wasm, standardLibrary, info, loader, runtime, snapshot } = workerData as PythonFiles;
const send = (message: FromThread): void => parentPort?.postMessage(message);
const spoken = new Spoken((stream, text) => send({ type: 'said', stream, text }));
const soon = globalThis.setImmediate;
const setMemory = limitMemory();

/** Timers are kept by the other side, which has a clock. */
const timers = new Map<number, () => void>();
let lastTimer = 0;
const mostTimers = 1000;

function setTimer(callback: () => void, ms = 0): number {
  if (timers.size >= mostTimers) throw new RangeError('too many timers');
  const timer = ++lastTimer;
  if (!(ms > 0)) soon(callback);
  else {
    timers.set(timer, callback);
    send({ type: 'timer', timer, ms });
  }
  return timer;
}

function clearTimer(timer: number): void {
  if (timers.delete(timer)) send({ type: 'cancel', timer });
}

/** There is one WebAssembly, and it is compiled. */
function giveCompiled(): void {
  const { instantiate } = webAssembly;
  Object.assign(webAssembly, { instantiate: async (_bytes: unknown, imports: object) => ({ instance: await instantiate(wasm, imports), module: wasm }) });
}

type Loading = PyodideConfig & { readonly _makeSnapshot?: boolean; readonly _loadSnapshot?: Uint8Array };

async function loadPython(): Promise<{ readonly python: PyodideAPI; readonly snapshot?: Uint8Array }> {
  giveCompiled();
  const files = { 'python_stdlib.zip': new Uint8Array(standardLibrary), 'pyodide.asm.wasm': new Uint8Array() };
  empty({ files, setTimeout: setTimer, clearTimeout: clearTimer, say: (text) => spoken.say('stderr', text) });
  const { loadPyodide } = await import(loader) as { loadPyodide: (options: Loading) => Promise<PyodideAPI> };
  const { default: createPyodideModule } = await import(runtime) as { default: PyodideConfig['createPyodideModule'] };
  const python = await loadPyodide({
    indexURL: '/', createPyodideModule, jsglobals: Object.assign(Object.create(null) as object, { setTimeout: setTimer, clearTimeout: clearTimer, Object, Promise }),
    lockFileContents: { info, packages: {} } as unknown as PyodideConfig['lockFileContents'],
    ...(snapshot ? { _loadSnapshot: snapshot } : { _makeSnapshot: true }),
  });
  if (snapshot) return { python };
  const bytes = (python as PyodideAPI & { makeMemorySnapshot(): Uint8Array }).makeMemorySnapshot();
  const made = new Uint8Array(new SharedArrayBuffer(bytes.length));
  made.set(bytes);
  return { python, snapshot: made };
}

interface Program {
  begin(entry: string, source: string, handler: string, env: string, args: string, seed: number): string | undefined;
  call(id: number, text: string): boolean;
}

interface Fault {
  readonly message?: string;
  readonly memory?: boolean;
  readonly code?: number;
}

const decoder = new TextDecoder();
/** What Python needs to say that there is no more. */
const leastMiB = 48;

/** Everything that is said is text, as it comes. */
function listen(python: PyodideAPI): void {
  for (const stream of ['stdout', 'stderr'] as const) {
    const words = new TextDecoder();
    const write = (bytes: Uint8Array): number => {
      spoken.say(stream, words.decode(bytes, { stream: true }));
      return bytes.length;
    };
    python[stream === 'stdout' ? 'setStdout' : 'setStderr']({ write });
  }
}

function begin(python: PyodideAPI, make: (host: unknown) => Program, { files, entry, handler, env, limits, seed }: Load, args: readonly string[]): { readonly program: Program; readonly fault?: Fault } {
  setMemory(Math.max(leastMiB, limits.memoryMiB) * 1024 * 1024);
  for (const [path, bytes] of Object.entries(files)) {
    python.FS.mkdirTree(`/function/${path.split('/').slice(0, -1).join('/')}`);
    python.FS.writeFile(`/function/${path}`, bytes);
  }
  const program = make((what: string, id: number, a: string, b: string) => {
    if (what === 'done') send({ type: 'done', id, text: a });
    else send({ type: 'failed', id, kind: a as FaultKind, message: b });
  });
  const source = decoder.decode(files[entry]);
  const fault = program.begin(entry, source, handler, JSON.stringify(env), JSON.stringify(args), seed);
  return { program, ...(fault !== undefined && fault !== null && { fault: JSON.parse(fault) as Fault }) };
}

async function main(): Promise<void> {
  const { python, snapshot: made } = await loadPython();
  listen(python);
  const make = python.runPython(prelude) as (host: unknown) => Program;
  close();
  let program: Program | undefined;
  const on = (message: ToThread): void => {
    spoken.refill();
    if (message.type === 'fire') {
      const callback = timers.get(message.timer);
      timers.delete(message.timer);
      return callback?.();
    }
    if (message.type === 'call') {
      if (program?.call(message.id, message.params)) send({ type: 'pending', id: message.id });
      return;
    }
    if (message.type === 'ping') return send({ type: 'pong' });
    if (message.type !== 'load' && message.type !== 'script') return;
    const begun = begin(python, make, message.load, message.type === 'script' ? message.args : []);
    program = begun.program;
    const { fault } = begun;
    if (message.type === 'load') return send(fault ? { type: 'refused', message: fault.message ?? '' } : { type: 'loaded' });
    if (fault?.message !== undefined) spoken.say('stderr', `${fault.message}\n`);
    send({ type: 'exited', code: fault?.code ?? (fault ? 1 : 0), ...(fault?.message !== undefined && { kind: fault.memory ? 'OutOfMemory' : 'Thrown', message: fault.message }) });
  };
  parentPort?.on('message', on);
  send({ type: 'ready', ...(made && { snapshot: made }) });
}

void main();
