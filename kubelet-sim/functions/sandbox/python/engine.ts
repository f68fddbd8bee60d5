/**
 * Pyodide in threads. Its files are read once, its WebAssembly is compiled once; what the first thread's memory holds when Python is ready is
 * what the others begin with, which takes them a tenth of the time.
 */
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Clock } from '../../../../api';
import { Engine } from '../engine';
import { webAssembly } from '../web-assembly';

/** What a thread is given. */
export interface PythonFiles {
  readonly wasm: WebAssembly.Module;
  readonly standardLibrary: Uint8Array;
  /** Of the lock file: for which Python packages are made. There are none. */
  readonly info: object;
  /** Where its modules are. */
  readonly loader: string;
  readonly runtime: string;
  readonly snapshot?: Uint8Array;
}

export function pythonEngine(clock: Clock): Engine {
  let files: Promise<PythonFiles> | undefined;
  let snapshot: Uint8Array | undefined;
  return new Engine({
    runtime: 'python', clock, mostStarting: 1, mostSpare: 1, most: 64,
    workerData: async () => ({ ...await (files ??= readFiles()), ...(snapshot && { snapshot }) }),
    onReady: (ready) => { if (ready.type === 'ready' && ready.snapshot) snapshot = ready.snapshot; },
  });
}

async function readFiles(): Promise<PythonFiles> {
  const folder = dirname(require.resolve('pyodide/package.json'));
  const [wasm, standardLibrary, lock] = await Promise.all(['pyodide.asm.wasm', 'python_stdlib.zip', 'pyodide-lock.json'].map((name) => readFile(join(folder, name)))) as [Buffer, Buffer, Buffer];
  return {
    wasm: await webAssembly.compile(wasm), standardLibrary: shared(standardLibrary), info: (JSON.parse(lock.toString()) as { info: object }).info,
    loader: pathToFileURL(join(folder, 'pyodide.mjs')).href, runtime: pathToFileURL(join(folder, 'pyodide.asm.mjs')).href,
  };
}

/** All threads have the same bytes. */
function shared(bytes: Uint8Array): Uint8Array {
  const copy = new Uint8Array(new SharedArrayBuffer(bytes.length));
  copy.set(bytes);
  return copy;
}
