/** Threads with an engine in them, for those who have a program to run: made when they are asked for, a few kept ready while somebody may ask. */
import type { Clock, minik8s } from '../../../api';
import type { FromThread } from './messages';
import { Thread } from './thread';

export interface EngineOptions {
  readonly runtime: minik8s.Runtime;
  readonly clock: Clock;
  /** What a new thread is given. */
  readonly workerData: () => Promise<object>;
  /** The first of what a thread says. */
  readonly onReady?: (ready: FromThread) => void;
  /** That are made at a time: what one leaves behind makes the next ones quicker. */
  readonly mostStarting: number;
  /** Kept for the next one who asks. */
  readonly mostSpare: number;
  /** At a time. */
  readonly most: number;
}

/** Who has not been called for so long gives its thread to somebody who waits, before another thread is made: that takes longer. */
const idleMs = 20;

/** Somebody who holds a thread without using it just now. */
export interface Idler {
  /** Gives the thread back as soon as it can; false: it cannot. */
  yield(): boolean;
}

export class Engine {
  private readonly spare: Thread[] = [];
  private readonly waiting: ((thread: Thread | Error) => void)[] = [];
  /** With the time since when. */
  private readonly idlers = new Map<Idler, number>();
  /** Those who have been asked to give their threads back. */
  private readonly asked = new Set<Idler>();
  private live = 0;
  private starting = 0;
  private users = 0;
  private isClosed = false;

  constructor(private readonly options: EngineOptions) {}

  /** Somebody is there who may ask. */
  enter(): void {
    this.users++;
  }

  /** When nobody is there any more, nothing is kept. */
  leave(): void {
    if (--this.users > 0) return;
    for (const thread of this.spare.splice(0)) void this.end(thread);
  }

  /** A thread with no program in it. */
  async take(): Promise<Thread> {
    const spare = this.spare.pop();
    if (spare) return spare;
    return new Promise((resolve, reject) => {
      this.waiting.push((thread) => (thread instanceof Error ? reject(thread) : resolve(thread)));
      this.balance();
    });
  }

  /** A thread whose program is out of it. */
  giveBack(thread: Thread): void {
    const next = this.waiting.shift();
    if (next) return next(thread);
    if (this.isClosed || this.users === 0 || this.spare.length >= this.options.mostSpare) return void this.end(thread);
    thread.give(() => undefined, () => {
      this.spare.splice(this.spare.indexOf(thread), 1);
      this.lost();
    });
    this.spare.push(thread);
  }

  async end(thread: Thread): Promise<void> {
    this.live--;
    await thread.end();
    this.balance();
  }

  /** A thread that somebody had is gone. */
  lost(): void {
    this.live--;
    this.balance();
  }

  /** Holds a thread and has nothing to do. */
  idles(idler: Idler): void {
    this.idlers.set(idler, this.options.clock.monotonic());
    this.balance();
  }

  /** Has something to do again. */
  works(idler: Idler): void {
    this.idlers.delete(idler);
  }

  /** Holds none any more. */
  hasNone(idler: Idler): void {
    this.idlers.delete(idler);
    this.asked.delete(idler);
  }

  async close(): Promise<void> {
    this.isClosed = true;
    for (const refuse of this.waiting.splice(0)) refuse(new Error('closed'));
    await Promise.all(this.spare.splice(0).map((thread) => this.end(thread)));
  }

  /** Finds threads for those who wait. */
  private balance(): void {
    const { most, mostStarting, clock } = this.options;
    while (!this.isClosed && this.waiting.length > this.starting + this.asked.size) {
      const canMake = this.starting < mostStarting && this.live < most;
      // The one that has been idle for longest.
      const [idler, since = 0] = this.idlers.entries().next().value ?? [];
      if (idler && (this.live >= most || clock.monotonic() - since >= idleMs)) {
        this.idlers.delete(idler);
        if (idler.yield()) this.asked.add(idler);
      } else if (canMake) void this.make();
      else return;
    }
  }

  private async make(): Promise<void> {
    this.starting++;
    this.live++;
    try {
      const thread = await this.started();
      this.starting--;
      this.giveBack(thread);
    } catch (error) {
      this.starting--;
      this.live--;
      this.waiting.shift()?.(error instanceof Error ? error : new Error(String(error)));
    }
    this.balance();
  }

  private async started(): Promise<Thread> {
    const thread = new Thread(this.options.runtime, await this.options.workerData());
    const ready = await new Promise<FromThread>((resolve, reject) => thread.give(resolve, reject));
    this.options.onReady?.(ready);
    return thread;
  }
}
