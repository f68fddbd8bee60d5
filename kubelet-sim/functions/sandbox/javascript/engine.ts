/** QuickJS in threads; its WebAssembly is compiled once for all of them. */
import { readFile } from 'node:fs/promises';
import type { Clock } from '../../../../api';
import { Engine } from '../engine';
import { webAssembly } from '../web-assembly';

export function javascriptEngine(clock: Clock): Engine {
  let wasm: Promise<WebAssembly.Module> | undefined;
  const compiled = async (): Promise<WebAssembly.Module> => webAssembly.compile(await readFile(require.resolve('@jitl/quickjs-wasmfile-release-sync/wasm')));
  return new Engine({
    runtime: 'javascript', clock, mostStarting: 4, mostSpare: 2, most: 32, workerData: async () => ({ wasm: await (wasm ??= compiled()) }),
  });
}
