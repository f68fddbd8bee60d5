/** One run of the container of a function pod: from its start to its end. */
import { functionPods, type Clock, type Logger } from '../../api';
import { Failure } from '../serverless/instances';
import { RunLog } from './log';
import type { Instance } from './sandbox/instance';
import { CompileFault, type Program } from './sandbox/program';
import type { Sandbox } from './sandbox/sandbox';

/** How it has ended. */
export interface RunFault {
  /** Absent: 1. */
  readonly exitCode?: number;
  readonly reason: string;
  readonly message: string;
}

export interface RunDeps {
  readonly clock: Clock;
  readonly log: Logger;
  readonly sandbox: Sandbox;
  /** Rejects with a CompileFault when it cannot be run at all. */
  readonly program: () => Promise<Program>;
  /** Called after every change of `state` and `isBusy`. */
  readonly onChange: () => void;
}

export type RunState = 'starting' | 'ready' | RunFault;

export class Run {
  readonly log = new RunLog();
  state: RunState = 'starting';
  private instance: Instance | undefined;
  private isStopping = false;
  private hasDrained = false;
  private hasEnded = false;
  private readonly started: Promise<void>;

  constructor(readonly id: string, private readonly deps: RunDeps) {
    this.started = this.start();
  }

  /** It has been asked to stop and has calls still. */
  get isBusy(): boolean {
    return this.isStopping && !this.hasDrained && !this.hasEnded && this.instance !== undefined;
  }

  /** `params`: JSON text, or none at all. Resolves to JSON text; rejects with a Failure, or as the signal says. */
  async call(params: string, signal: AbortSignal): Promise<string> {
    if (this.state === 'starting') await Promise.race([this.started, aborted(signal)]);
    signal.throwIfAborted();
    if (this.isStopping || this.hasEnded) throw new Failure('Stopping', 'the instance takes no more calls');
    if (typeof this.state === 'object' || !this.instance) throw new Failure('NotStarted', typeof this.state === 'object' ? this.state.message : 'the instance has not started');
    return this.instance.call(params, signal);
  }

  stop(): void {
    if (this.isStopping) return;
    this.isStopping = true;
    void this.instance?.stop().then(() => {
      this.hasDrained = true;
      this.deps.onChange();
    });
  }

  async end(): Promise<void> {
    if (this.hasEnded) return;
    this.hasEnded = true;
    await this.instance?.end();
    this.log.end(this.deps.clock.now());
  }

  private async start(): Promise<void> {
    const { clock, program, sandbox } = this.deps;
    try {
      const ready = await program();
      if (this.hasEnded) return;
      this.instance = sandbox.instance(ready, {
        said: (stream, text) => this.log.hear(clock.now(), stream, text),
        broken: (error) => this.fail(error),
      });
      await this.instance.start();
      this.state = 'ready';
    } catch (error) {
      return this.hasEnded ? undefined : this.fail(error);
    }
    if (this.isStopping) void this.instance.stop().then(() => { this.hasDrained = true; this.deps.onChange(); });
    this.deps.onChange();
  }

  private fail(error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    const isSource = error instanceof CompileFault;
    this.state = { reason: isSource ? functionPods.compileErrorReason : 'Error', message };
    this.log.hear(this.deps.clock.now(), 'stderr', `${message}\n`);
    if (!isSource) this.deps.log.warn('an instance of a function could not be started', { run: this.id, error: message });
    void this.instance?.end();
    this.deps.onChange();
  }
}

const aborted = (signal: AbortSignal): Promise<void> => new Promise((resolve) => {
  if (signal.aborted) resolve();
  else signal.addEventListener('abort', () => resolve(), { once: true });
});
