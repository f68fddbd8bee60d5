/**
 * Where code of functions and scripts runs: WebAssembly in worker threads, with no way to files, networks or this process
 * (docs/adr/0013-function-sandboxes.md). Nothing is loaded before there is something to run.
 */
import { createHash } from 'node:crypto';
import type { Clock, minik8s, Random } from '../../../api';
import type { Engine } from './engine';
import { Instance, type Beginning, type InstanceListener } from './instance';
import { javascriptEngine } from './javascript/engine';
import { defaultLimits, entryOf, type Limits, type Program } from './program';
import { pythonEngine } from './python/engine';
import { runScript, type ScriptResult } from './script';

export interface SandboxDeps {
  readonly clock: Clock;
  readonly random: Random;
}

export interface Script {
  readonly runtime: minik8s.Runtime;
  readonly source: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly limits?: Partial<Limits>;
}

export interface Sandbox {
  /** Its `start` rejects with a CompileFault. */
  instance(program: Program, listener: InstanceListener): Instance;
  /** What `args` is to the script, `process.argv` and `sys.argv` tell. Rejects as the signal says. */
  runScript(script: Script, signal: AbortSignal): Promise<ScriptResult>;
  close(): Promise<void>;
}

/** Beginnings of programs that are known, each a quarter of a megabyte; the oldest are forgotten. */
const mostKnown = 64;

const makers: Readonly<Record<minik8s.Runtime, (clock: Clock) => Engine>> = { javascript: javascriptEngine, python: pythonEngine };

export function createSandbox({ clock, random }: SandboxDeps): Sandbox {
  const engines = new Map<minik8s.Runtime, Engine>();
  const known = new Map<string, Instance>();
  const engineOf = (runtime: minik8s.Runtime): Engine => {
    const engine = engines.get(runtime) ?? makers[runtime](clock);
    engines.set(runtime, engine);
    return engine;
  };
  const beginningOf = (key: string): Beginning | undefined => known.get(key)?.beginning;
  return {
    instance(program, listener) {
      const key = keyOf(program);
      const beginning = beginningOf(key);
      const instance = new Instance(program, { engine: engineOf(program.runtime), clock, random, isFreezable: program.runtime === 'javascript', ...(beginning && { beginning }) }, listener);
      if (!beginning && program.runtime === 'javascript') {
        known.set(key, instance);
        if (known.size > mostKnown) known.delete(known.keys().next().value!);
      }
      return instance;
    },
    async runScript({ runtime, source, args = [], env = {}, limits }, signal) {
      const entry = entryOf[runtime];
      const program = { runtime, entry, handler: '', env, files: { [entry]: new TextEncoder().encode(source) }, limits: { ...defaultLimits[runtime], ...limits } };
      return runScript({ engine: engineOf(runtime), clock, random }, program, args, signal);
    },
    async close() {
      await Promise.all([...engines.values()].map((engine) => engine.close()));
    },
  };
}

/** By all that an instance is when it has started. */
function keyOf({ runtime, files, ...rest }: Program): string {
  const hash = createHash('sha256').update(JSON.stringify([runtime, rest]));
  for (const [path, bytes] of Object.entries(files)) hash.update(JSON.stringify([path, bytes.length])).update(bytes);
  return hash.digest('base64');
}
