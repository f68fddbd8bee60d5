/** A thread in which an engine is. Whatever runs in it, it can be ended at once. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type * as Esbuild from 'esbuild';
import type { minik8s } from '../../../api';
import type { FromThread, ToThread } from './messages';

export type Listener = (message: FromThread) => void;

/** Of what an engine itself needs; what a program may have is limited in the engine. */
const engineHeapMb = 256;

export class Thread {
  private readonly worker: Worker;
  private listener: Listener = () => undefined;
  private onLoss: (error: Error) => void = () => undefined;
  private isEnded = false;

  constructor(runtime: minik8s.Runtime, workerData: object) {
    const code = codeOf(runtime);
    this.worker = new Worker(code.text, { eval: code.isSource, workerData, env: {}, execArgv: [], stdout: true, stderr: true, resourceLimits: { maxOldGenerationSizeMb: engineHeapMb } });
    this.worker.unref();
    this.worker.on('message', (message: FromThread) => { if (!this.isEnded) this.listener(message); });
    this.worker.on('error', (error) => this.lose(error));
    this.worker.on('exit', () => this.lose(new Error('the thread has ended')));
  }

  /** Whoever has it hears what it says. `onLoss`: it is gone, and nobody wanted that. */
  give(listener: Listener, onLoss: (error: Error) => void): void {
    this.listener = listener;
    this.onLoss = onLoss;
  }

  send(message: ToThread): void {
    this.worker.postMessage(message);
  }

  /** In the middle of whatever it does. */
  async end(): Promise<void> {
    this.isEnded = true;
    await this.worker.terminate();
  }

  private lose(error: Error): void {
    if (this.isEnded) return;
    this.isEnded = true;
    this.onLoss(error);
  }
}

interface Code {
  readonly text: string;
  readonly isSource: boolean;
}

const bundled = new Map<minik8s.Runtime, Code>();

/** Beside the bundle that this is a part of (scripts/build.mjs); where there is none, in tests, it is bundled now. */
function codeOf(runtime: minik8s.Runtime): Code {
  const file = join(__dirname, `function-${runtime}.js`);
  const code = bundled.get(runtime) ?? (existsSync(file) ? { text: file, isSource: false } : fromSources(runtime));
  bundled.set(runtime, code);
  return code;
}

function fromSources(runtime: minik8s.Runtime): Code {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- it is there for those who build this project, and for nobody else.
  const { buildSync } = require('esbuild') as typeof Esbuild;
  const { outputFiles } = buildSync({
    entryPoints: [join(__dirname, runtime, 'worker.ts')], bundle: true, platform: 'node', target: 'node20', format: 'cjs', write: false,
    define: { 'import.meta.url': '"file:///"' },
  });
  return { text: outputFiles[0]?.text ?? '', isSource: true };
}
