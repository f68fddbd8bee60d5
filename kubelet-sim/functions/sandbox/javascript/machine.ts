/**
 * One QuickJS with one program in it. Two machines that are set up alike have everything at the same places of their memories, so that
 * what one has become goes on in another whose memory is overwritten with its own (image.ts).
 */
import variant from '@jitl/quickjs-wasmfile-release-sync';
import { newQuickJSWASMModuleFromVariant, newVariant, type CustomizeVariantOptions, type QuickJSContext, type QuickJSHandle, type QuickJSWASMModule } from 'quickjs-emscripten-core';
import { imageOf, restore, type Image } from './image';
import type { Load } from '../messages';
import { pageBytes, webAssembly, type Memory } from '../web-assembly';
import { prelude } from './prelude';

/** Bytes of the stack of calls: more of them end with an error instead of the thread. */
const stackBytes = 256 * 1024;
/** What the engine is built to begin with, its stack included. */
const leastMiB = 16;
/** As it is built, too. */
const mostMiB = 2048;
const pagesOf = (mebibytes: number): number => mebibytes * 1024 * 1024 / pageBytes;

/** What is said of an error that is none. */
export const nothing = 'thrown: null';

export type Tell = (what: string, ...texts: string[]) => void;

/** The program throws, or ends, before it can be called. */
export class Refused extends Error {
  constructor(message: string, readonly isOutOfMemory: boolean) {
    super(message);
  }
}

export class Machine {
  private readonly context: QuickJSContext;
  private readonly runtime: ReturnType<QuickJSWASMModule['newRuntime']>;
  /** What the prelude answers with. */
  private readonly inside: QuickJSHandle;
  private outcome: QuickJSHandle | undefined;

  private constructor(module: QuickJSWASMModule, private readonly memory: Memory, private readonly mostBytes: number, tell: Tell, files: Load['files']) {
    this.runtime = module.newRuntime();
    this.runtime.setMaxStackSize(stackBytes);
    this.runtime.setModuleLoader((name) => sourceOf(files, name) ?? { error: new Error(`there is no file ${name}`) }, (base, name) => resolved(base, name));
    const context = this.runtime.newContext();
    this.context = context;
    const host = context.newFunction('host', (...handles) => {
      const [what = '', ...texts] = handles.map((handle) => context.getString(handle));
      tell(what, ...texts);
    });
    context.setProp(context.global, '__host', host);
    host.dispose();
    this.inside = context.unwrapResult(context.evalCode(prelude, 'prelude.js'));
  }

  /** QuickJS counts its memory, but not well: the memory of WebAssembly cannot become more. */
  static async create(wasm: WebAssembly.Module, { files, limits }: Pick<Load, 'files' | 'limits'>, tell: Tell): Promise<Machine> {
    const maximum = pagesOf(Math.min(mostMiB, Math.max(leastMiB, limits.memoryMiB)));
    const wasmMemory = new webAssembly.Memory({ initial: pagesOf(leastMiB), maximum });
    const module = await newQuickJSWASMModuleFromVariant(newVariant(variant, { wasmModule: wasm, wasmMemory: wasmMemory as CustomizeVariantOptions['wasmMemory'] }));
    return new Machine(module, wasmMemory, maximum * pageBytes, tell, files);
  }

  /** There is next to nothing left: then even the error may be missing of which something ended. */
  get isFull(): boolean {
    return this.memory.buffer.byteLength > 0.85 * this.mostBytes;
  }

  /** From its beginning; what is said of a promise that it waits for, `ending` tells. Throws Refused. */
  begin({ files, entry, handler, env, seed }: Load, args: readonly string[]): void {
    const { context } = this;
    this.ask('reseed', context.newNumber(seed));
    this.ask('surround', context.newString(JSON.stringify(env)), context.newString(JSON.stringify([entry, ...args])));
    const source = sourceOf(files, entry) ?? '';
    const isModule = /^\s*(?:import\b(?!\s*\()|export\b)/m.test(source);
    const result = context.evalCode(source, entry, { type: isModule ? 'module' : 'global' });
    if (result.error) throw this.refusal(result.error);
    this.outcome = result.value;
    this.turn();
    const value = this.settled();
    if (handler !== '' && this.ask('take', context.newString(handler), isModule ? value.dup() : context.undefined, isModule ? context.undefined : this.named(handler)) !== true) {
      throw new Refused(`${entry} defines no function ${handler}`, false);
    }
  }

  /** Whether it waits for something. */
  call(id: number, params: string): boolean {
    const waits = this.ask('call', this.context.newNumber(id), this.context.newString(params));
    this.turn();
    return waits === true;
  }

  fire(timer: number): void {
    this.ask('fire', this.context.newNumber(timer));
    this.turn();
  }

  /** Timers are set. */
  get isBusy(): boolean {
    return this.ask('busy') === true;
  }

  /** Throws Refused when the program has ended badly after all. */
  checkOutcome(): void {
    this.settled();
  }

  freeze(): Image {
    return imageOf(this.memory);
  }

  thaw(image: Image, seed: number): void {
    restore(this.memory, image);
    this.ask('reseed', this.context.newNumber(seed));
  }

  /** What `const main = …` names is found by its name alone. */
  private named(handler: string): QuickJSHandle {
    return this.context.unwrapResult(this.context.evalCode(`typeof ${handler} === 'function' ? ${handler} : undefined`));
  }

  /** What waits for nothing but its turn. */
  private turn(): void {
    const result = this.runtime.executePendingJobs();
    result.error?.dispose();
  }

  /** The module, or whatever else the program has come to. Throws Refused when that is a fault. */
  private settled(): QuickJSHandle {
    const { context, outcome } = this;
    if (!outcome) return context.undefined;
    const state = context.getPromiseState(outcome);
    if (state.type === 'rejected') throw this.refusal(state.error);
    return state.type === 'fulfilled' && !state.notAPromise ? state.value : outcome;
  }

  private refusal(error: QuickJSHandle): Refused {
    const message = String(this.ask('fault', error.dup()));
    return new Refused(message, this.ask('kind', error) === 'OutOfMemory' || (message === nothing && this.isFull));
  }

  /** What the prelude answers. Throws Refused when there is no memory left even for this. */
  private ask(name: string, ...args: QuickJSHandle[]): unknown {
    const { context } = this;
    const method = context.getProp(this.inside, name);
    const result = context.callFunction(method, context.undefined, ...args);
    method.dispose();
    args.filter((each) => each !== context.undefined).forEach((each) => each.dispose());
    const handle = result.error ?? result.value;
    const value: unknown = context.dump(handle);
    handle.dispose();
    if (!result.error) return value;
    const message = String((value as { readonly message?: unknown } | undefined)?.message ?? value);
    throw new Refused(message, message === 'out of memory' || this.isFull);
  }
}

const decoder = new TextDecoder();

function sourceOf(files: Load['files'], name: string): string | undefined {
  const bytes = Object.hasOwn(files, name) ? files[name] : undefined;
  if (!bytes) return undefined;
  const text = decoder.decode(bytes);
  return name.endsWith('.json') ? `export default ${text}` : text;
}

/** `./lib.js`, seen from the file that names it. */
const resolved = (base: string, name: string): string => (name.startsWith('.') ? new URL(name, `file:///${base}`).pathname.slice(1) : name);
