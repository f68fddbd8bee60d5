/**
 * Python can reach JavaScript: through the modules `js` and `pyodide_js`, and through whatever leads to them. So JavaScript is made a place with
 * nothing in it. Before Pyodide is loaded everything goes that is not the language's (what it captures then is all that it will ever have; it
 * takes itself to be in a shell without a file system), and afterwards nothing makes code out of texts any more: without that there is no
 * `import()`, hence no way to Node's modules.
 */
import { randomBytes } from 'node:crypto';
import { webAssembly, type Memory } from '../web-assembly';

/** The language, and what only computes. */
const kept = new Set([
  ...['Object', 'Function', 'Array', 'Number', 'parseFloat', 'parseInt', 'Infinity', 'NaN', 'undefined', 'Boolean', 'String', 'Symbol', 'Date', 'Promise', 'RegExp'],
  ...['Error', 'AggregateError', 'EvalError', 'RangeError', 'ReferenceError', 'SyntaxError', 'TypeError', 'URIError', 'globalThis', 'JSON', 'Math', 'Intl'],
  ...['ArrayBuffer', 'SharedArrayBuffer', 'Atomics', 'DataView', 'Uint8Array', 'Int8Array', 'Uint16Array', 'Int16Array', 'Uint32Array', 'Int32Array', 'Float32Array', 'Float64Array'],
  ...['Uint8ClampedArray', 'BigUint64Array', 'BigInt64Array', 'Map', 'Set', 'WeakMap', 'WeakSet', 'WeakRef', 'FinalizationRegistry', 'BigInt', 'Proxy', 'Reflect', 'Iterator'],
  ...['decodeURI', 'decodeURIComponent', 'encodeURI', 'encodeURIComponent', 'escape', 'unescape', 'isFinite', 'isNaN', 'eval', 'WebAssembly'],
  ...['TextDecoder', 'TextEncoder', 'performance', 'AbortController', 'AbortSignal', 'Event', 'EventTarget', 'queueMicrotask', 'URL'],
]);

export interface Surroundings {
  /** What Pyodide reads while it is loaded, by the last part of its path. */
  readonly files: Readonly<Record<string, Uint8Array>>;
  readonly setTimeout: (callback: () => void, ms?: number) => number;
  readonly clearTimeout: (timer: number) => void;
  readonly say: (text: string) => void;
}

const globals = globalThis as unknown as Record<PropertyKey, unknown>;

export function empty({ files, setTimeout, clearTimeout, say }: Surroundings): void {
  for (const name of Reflect.ownKeys(globals)) if (typeof name === 'symbol' || !kept.has(name)) Reflect.deleteProperty(globals, name);
  const tell = (...words: unknown[]): void => say(`${words.map(String).join(' ')}\n`);
  // As a shell of JavaScript engines has them.
  Object.assign(globals, {
    setTimeout, clearTimeout, print: tell, printErr: tell, console: { log: tell, info: tell, debug: tell, warn: tell, error: tell },
    read: refuse, load: refuse,
    readbuffer(path: string) {
      const file = files[path.split('/').at(-1) ?? ''];
      return file ?? refuse();
    },
    // Pyodide asks this of shells, for random bytes alone.
    os: { system: (_command: string, [, line = '']: readonly string[]) => randomBytes(Number(/-c(\d+)/.exec(line)?.[1] ?? 0)).toString('base64') },
  });
}

function refuse(): never {
  throw new Error('there is nothing to read');
}

/** No code out of texts from now on; nor a look at who calls whom. */
export function close(): void {
  const closed = function Function(): never {
    throw new EvalError('no code is made out of texts here');
  };
  const makers = [Function, (async () => undefined).constructor, (function* () { yield 0; }).constructor, (async function* () { yield 0; }).constructor];
  for (const { prototype } of makers as { readonly prototype: object }[]) Object.defineProperty(prototype, 'constructor', { value: closed, writable: false, configurable: false });
  Object.defineProperty(closed, 'prototype', { value: Function.prototype, writable: false });
  for (const name of ['eval', 'Function']) Object.defineProperty(globals, name, { value: closed, writable: false, configurable: false });
  Object.defineProperty(Error, 'prepareStackTrace', { value: undefined, writable: false, configurable: false });
}

/** Of all memories together; what would be more fails, as it does where a machine has no more. */
export function limitMemory(): (bytes: number) => void {
  let most = Infinity;
  const { prototype } = webAssembly.Memory;
  const { grow } = prototype;
  const limited = function (this: Memory, pages: number): number {
    if (this.buffer.byteLength + pages * 65_536 > most) throw new RangeError('no more memory');
    return grow.call(this, pages);
  };
  Object.defineProperty(prototype, 'grow', { value: limited, writable: false, configurable: false });
  return (bytes) => { most = bytes; };
}
