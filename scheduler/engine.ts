/**
 * The way of pods by one configuration: the queue, and for each profile a lane (lane.ts), one pod at a time. Another
 * configuration is another engine over the same cache (scheduler.ts).
 */
import { setMaxListeners } from 'node:events';
import { extenderPlugin, type Extenders } from './extenders/extenders';
import type { Backoff } from './cooling';
import { Lane } from './lane';
import { Nominations } from './nominations';
import type { Framework } from './profile';
import { SchedulingQueue } from './queue';
import { queueRules, type QueueingProfile } from './queue-rules';
import type { SchedulerContext } from './scheduler-context';
import { schedulerNameOf } from './scheduler-name';
import { Slots } from './slots';
import type { ClusterCache } from './snapshot';
import { WaitingPods } from './waiting-pods';

/** Bindings and status updates on their way at one time. */
const maxWrites = 64;
/** Cycles between two looks at the event loop. */
const cyclesPerTurn = 8;

/** What an engine goes by. */
export interface EngineParts {
  /** Of each profile one; at least one. */
  readonly frameworks: readonly Framework[];
  readonly backoff?: Backoff;
  /** Closed with the engine. */
  readonly extenders?: Extenders;
}

/** Pods that extenders reject are woken in their name. */
const queueing = (framework: Framework, extenders: Extenders | undefined): QueueingProfile =>
  (extenders ? { ...framework, plugins: [...framework.plugins, extenderPlugin] } : framework);

export class Engine {
  readonly queue: SchedulingQueue;
  readonly nominations = new Nominations();
  /** By the name that pods ask for. */
  private readonly lanes: ReadonlyMap<string, Lane>;
  private readonly writes = new Slots(maxWrites);
  private readonly ending = new AbortController();

  constructor(context: SchedulerContext, cache: ClusterCache, private readonly parts: EngineParts) {
    const { clock, signal } = context;
    const { frameworks, backoff, extenders } = parts;
    this.queue = new SchedulingQueue(clock, queueRules(frameworks.map((framework) => queueing(framework, extenders)), backoff));
    setMaxListeners(0, this.ending.signal);
    const binding = { clock, signal: AbortSignal.any([signal, this.ending.signal]), waiting: new WaitingPods(), writes: this.writes, extenders };
    const desk = { queue: this.queue, nominations: this.nominations, cache, binding };
    this.lanes = new Map(frameworks.map((framework) => [framework.schedulerName, new Lane(framework, desk, context)]));
  }

  /** Whether pods that ask for this scheduler are placed here. */
  serves(schedulerName: string): boolean {
    return this.lanes.has(schedulerName);
  }

  /** Places pods until it is closed; resolves when the last write has ended. */
  async run(): Promise<void> {
    try {
      await this.schedulePods();
    } finally {
      await this.writes.idle();
      this.parts.extenders?.close();
    }
  }

  /** Takes no more pods. Those that wait for a permission or for volumes are let go of. */
  close(): void {
    this.queue.close();
    this.ending.abort();
  }

  private async schedulePods(): Promise<void> {
    for (let cycles = 1; ; cycles++) {
      const next = await this.queue.take();
      if (!next) return;
      await this.lanes.get(schedulerNameOf(next.pod.pod))?.schedule(next);
      if (cycles % cyclesPerTurn === 0) await new Promise((resolve) => { setImmediate(resolve); });
    }
  }
}
