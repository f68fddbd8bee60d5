/**
 * One instance of a function: takes calls one after the other, several at a time only while they wait for something. Has a thread while it has
 * something to do; afterwards what it has become is kept as an image, where its engine can do that. A call that takes too long, or too much
 * memory, costs the instance its thread: it begins anew, as it was when it had started, and calls that had not begun go on.
 */
import type { Clock, Random, Timer } from '../../../api';
import { Failure } from '../../serverless/instances';
import { Call } from './call';
import type { Engine, Idler } from './engine';
import type { Image } from './javascript/image';
import type { FromThread, Load } from './messages';
import { CompileFault, type Program } from './program';
import type { Thread } from './thread';
import { Timers } from './timers';

export interface InstanceDeps {
  readonly engine: Engine;
  readonly clock: Clock;
  readonly random: Random;
  /** Of another of the same program. */
  readonly beginning?: Beginning;
  /** What it can be kept as without a thread. */
  readonly isFreezable: boolean;
}

/** How an instance is when it has started. */
export interface Beginning {
  readonly image: Image;
  /** What it has said by then. */
  readonly said: readonly (readonly [stream: 'stdout' | 'stderr', text: string])[];
}

export interface InstanceListener {
  said(stream: 'stdout' | 'stderr', text: string): void;
  /** It could not be begun anew. */
  broken(fault: Error): void;
}

/** What stands at the top of a program has to come to its end within this. */
const loadMs = 10_000;
/** An instance that nobody calls for so long gives its thread back. */
const freezeAfterMs = 1000;
/** Of one answer. */
const mostText = 4 * 1024 * 1024;
/** Of calls that wait in one instance. */
const mostQueued = 1000;

export class Instance implements Idler {
  private readonly queue: Call[] = [];
  /** Begun, by id. */
  private readonly calls = new Map<number, Call>();
  /** The one that has the thread. */
  private current: Call | undefined;
  private readonly timers: Timers;
  private thread: Thread | undefined;
  private origin: Beginning | undefined;
  private readonly words: (readonly ['stdout' | 'stderr', string])[] = [];
  private image: Image | undefined;
  private loading: { readonly resolve: () => void; readonly reject: (error: Error) => void } | undefined;
  private lastId = 0;
  private nap: Timer | undefined;
  /** Until then it has to show that it is not lost in what no call waits for. */
  private pulse: Timer | undefined;
  /** A thread is on its way, or on its way back. */
  private isMoving = false;
  private isStopping = false;
  private hasEnded = false;
  private drained: (() => void)[] = [];

  constructor(private readonly program: Program, private readonly deps: InstanceDeps, private readonly listener: InstanceListener) {
    this.origin = deps.beginning;
    this.timers = new Timers(deps.clock, (timer) => this.fire(timer));
    deps.engine.enter();
  }

  /** For others of the same program. */
  get beginning(): Beginning | undefined {
    return this.origin;
  }

  /** Rejects with a CompileFault. */
  async start(): Promise<void> {
    if (this.origin) {
      // Its code is known to be good: it begins with its first call.
      this.origin.said.forEach(([stream, text]) => this.listener.said(stream, text));
      return;
    }
    this.isMoving = true;
    await this.awaken();
    this.isMoving = false;
    this.pump();
  }

  /** `params`: JSON text, or none at all. Resolves to JSON text; rejects with a Failure, or as the signal says. */
  call(params: string, signal: AbortSignal): Promise<string> {
    if (signal.aborted) return Promise.reject(signal.reason as Error);
    if (this.isStopping || this.hasEnded) return Promise.reject(new Failure('Stopping', 'the instance takes no more calls'));
    if (this.queue.length >= mostQueued) return Promise.reject(new Failure('NotStarted', 'too many calls wait for the instance'));
    const call = new Call(++this.lastId, params, signal);
    this.queue.push(call);
    this.pump();
    return call.answer;
  }

  /** Takes no more calls; resolves when those that it has are done. */
  stop(): Promise<void> {
    this.isStopping = true;
    return new Promise((resolve) => {
      this.drained.push(resolve);
      this.pump();
    });
  }

  /** At once. */
  async end(): Promise<void> {
    if (this.hasEnded) return;
    this.hasEnded = true;
    for (const call of this.queue.splice(0)) call.fail('Stopping', 'the instance was stopped before the call began');
    this.abandon('Timeout', 'the instance was stopped before the call had come to its end');
    this.loading?.reject(new Failure('Stopping', 'the instance was stopped'));
    const thread = this.letGo();
    this.deps.engine.leave();
    for (const drained of this.drained.splice(0)) drained();
    if (thread) await this.deps.engine.end(thread);
  }

  yield(): boolean {
    if (!this.isIdle || !this.thread) return false;
    this.isMoving = true;
    this.wake();
    this.thread.send({ type: 'freeze' });
    return true;
  }

  private get isIdle(): boolean {
    return !this.isMoving && this.queue.length === 0 && this.calls.size === 0 && this.timers.size === 0;
  }

  private pump(): void {
    if (this.current || this.isMoving || this.hasEnded) return;
    while (this.queue[0]?.isOver) this.queue.shift();
    if (this.queue.length === 0) return this.rest();
    this.wake();
    if (!this.thread) return void this.rise();
    const call = this.queue.shift()!;
    // From now on its deadline tells.
    this.hasPulse();
    this.current = call;
    this.calls.set(call.id, call);
    const { timeoutMs } = this.program.limits;
    call.begin(this.deps.clock, timeoutMs, () => this.tooLong(call));
    this.thread.send({ type: 'call', id: call.id, params: call.params });
  }

  private rest(): void {
    if (this.calls.size > 0) return;
    for (const drained of this.drained.splice(0)) drained();
    if (!this.deps.isFreezable) return this.feelPulse();
    if ( !this.isIdle || !this.thread || this.nap) return;
    this.nap = this.deps.clock.after(freezeAfterMs, () => this.yield());
    this.deps.engine.idles(this);
  }

  private fire(timer: number): void {
    this.thread?.send({ type: 'fire', timer });
    this.feelPulse();
  }

  /** Timers and tasks may run away as calls do, and nobody waits for them. */
  private feelPulse(): void {
    if (!this.thread || this.pulse) return;
    this.thread.send({ type: 'ping' });
    this.pulse = this.deps.clock.after(this.program.limits.timeoutMs, () => this.renew('what it does between calls took too long'));
  }

  /** One that keeps its thread is asked now and then. */
  private feelPulseAgain(): void {
    this.hasPulse();
    if (this.deps.isFreezable || !this.isIdle) return;
    this.nap ??= this.deps.clock.after(this.program.limits.timeoutMs, () => {
      this.nap = undefined;
      this.rest();
    });
  }

  private hasPulse(): void {
    this.pulse?.cancel();
    this.pulse = undefined;
  }

  private wake(): void {
    this.nap?.cancel();
    this.nap = undefined;
    this.deps.engine.works(this);
  }

  private async rise(): Promise<void> {
    this.isMoving = true;
    try {
      await this.awaken();
    } catch (error) {
      if (this.hasEnded) return;
      this.listener.broken(error instanceof Error ? error : new Error(String(error)));
      for (const call of this.queue.splice(0)) call.fail('NotStarted', 'the instance could not be begun anew');
    }
    this.isMoving = false;
    this.pump();
  }

  /** Gets a thread, and the program into it. */
  private async awaken(): Promise<void> {
    const { engine, clock } = this.deps;
    const thread = await engine.take();
    if (this.hasEnded) return engine.giveBack(thread);
    this.thread = thread;
    thread.give((message) => this.hear(message), (error) => this.lose(error));
    let deadline: Timer | undefined;
    try {
      await new Promise<void>((resolve, reject) => {
        this.loading = { resolve, reject };
        deadline = clock.after(loadMs, () => reject(new CompileFault(`what stands at the top of ${this.program.entry} did not come to its end within ${loadMs / 1000} s`)));
        const image = this.image ?? this.origin?.image;
        thread.send({ type: 'load', load: loadOf(this.program, this.deps.random), ...(image && { image }) });
      });
    } catch (error) {
      if (this.letGo() === thread) void engine.end(thread);
      throw error;
    } finally {
      deadline?.cancel();
      this.loading = undefined;
    }
  }

  private hear(message: FromThread): void {
    switch (message.type) {
      case 'loaded':
        if (message.image) this.origin ??= { image: message.image, said: this.words };
        return this.loading?.resolve();
      case 'refused': return this.loading?.reject(new CompileFault(message.message));
      case 'said': return this.say(message.stream, message.text);
      case 'timer': return this.timers.add(message.timer, message.ms);
      case 'cancel': return this.timers.cancel(message.timer);
      case 'pending': return this.over(this.calls.get(message.id));
      case 'pong': return this.feelPulseAgain();
      case 'done': return this.finish(message.id, (call) => (message.text.length > mostText ? call.fail('NotJson', `the answer has more than ${mostText} characters`) : call.succeed(message.text)));
      case 'failed':
        this.finish(message.id, (call) => call.fail(message.kind, message.message));
        return message.kind === 'OutOfMemory' ? this.renew('another call took too much memory') : undefined;
      case 'frozen': return this.frozen(message.image);
    }
  }

  private say(stream: 'stdout' | 'stderr', text: string): void {
    if (this.loading && !this.origin) this.words.push([stream, text]);
    this.listener.said(stream, text);
  }

  private finish(id: number, how: (call: Call) => void): void {
    const call = this.calls.get(id);
    if (!call) return;
    this.calls.delete(id);
    how(call);
    this.over(call);
  }

  /** Another one may have the thread. */
  private over(call: Call | undefined): void {
    if (call === this.current) this.current = undefined;
    this.pump();
  }

  private frozen(image: Image): void {
    this.image = image;
    const thread = this.letGo();
    if (thread) this.deps.engine.giveBack(thread);
    this.isMoving = false;
    this.pump();
  }

  private tooLong(call: Call): void {
    const { timeoutMs } = this.program.limits;
    this.calls.delete(call.id);
    call.fail('Timeout', `the call did not come to its end within ${timeoutMs / 1000} s`);
    if (call === this.current) return this.renew('another call took too long');
    this.feelPulse();
    this.pump();
  }

  /** Without its thread, and without what it has become. */
  private renew(why: string): void {
    const thread = this.letGo();
    if (thread) void this.deps.engine.end(thread);
    this.image = undefined;
    this.listener.said('stderr', `the instance begins anew: ${why}\n`);
    this.abandon('Thrown', `the instance had to begin anew: ${why}`);
    this.pump();
  }

  private lose(error: Error): void {
    const isMemory = (error as { readonly code?: string }).code === 'ERR_WORKER_OUT_OF_MEMORY';
    this.deps.engine.lost();
    this.letGo();
    this.image = undefined;
    if (this.loading) return this.loading.reject(new CompileFault(error.message));
    this.listener.said('stderr', `the instance begins anew: ${error.message}\n`);
    this.abandon(isMemory ? 'OutOfMemory' : 'Thrown', `the sandbox has ended: ${error.message}`);
    this.isMoving = false;
    this.pump();
  }

  private abandon(kind: Failure['kind'], message: string): void {
    for (const call of this.calls.values()) call.fail(kind, message);
    this.calls.clear();
    this.current = undefined;
  }

  private letGo(): Thread | undefined {
    const { thread } = this;
    this.thread = undefined;
    this.hasPulse();
    this.wake();
    this.deps.engine.hasNone(this);
    this.timers.clear();
    return thread;
  }
}

export const loadOf = ({ files, entry, handler, env, limits }: Program, random: Random): Load =>
  ({ files, entry, handler, env, limits, seed: random.int(2 ** 31 - 1) });
