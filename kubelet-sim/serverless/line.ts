/** The calls of one function: which instance has how many, and who waits. */
import type { Clock, core, Timer } from '../../api';
import { InvocationRefused } from './refusal';

/** An instance that had not started is asked again after so long. */
const againMs = 100;

/** A ready instance. */
export interface Place {
  readonly pod: core.Pod;
  inFlight: number;
  /** When it was given a call last, among all of the line: of two that have as many, the one whose turn is longer ago is taken. */
  turn: number;
  /** When it takes calls again (by the clock), where it has said that it takes none; never: Infinity. */
  shunnedUntil: number;
}

interface Waiting {
  readonly take: (place: Place) => void;
  readonly refuse: (refused: Error) => void;
}

export interface Wait {
  /** By the clock. */
  readonly until: number;
  /** It has waited before: it goes first, and there is always room for it. */
  readonly again: boolean;
  readonly signal: AbortSignal;
}

interface LineOptions {
  readonly clock: Clock;
  /** For what callers are told: `function default/hello`. */
  readonly subject: string;
  /** How many may wait. */
  readonly room: number;
  /** How many calls an instance is given at once. */
  concurrency(): number;
}

export class Line {
  private places: readonly Place[] = [];
  /** In order; those that go first apart. */
  private readonly returned = new Set<Waiting>();
  private readonly waiting = new Set<Waiting>();
  private reminder: Timer | undefined;
  private turns = 0;

  constructor(private readonly options: LineOptions) {}

  get hasInstances(): boolean {
    return this.places.some(({ shunnedUntil }) => shunnedUntil < Infinity);
  }

  /** The ready instances, as they are now; what is known of those that stay is kept. */
  setPods(pods: readonly core.Pod[]): void {
    const known = new Map(this.places.map((place) => [place.pod.metadata.uid, place]));
    this.places = pods.map((pod) => {
      const place = known.get(pod.metadata.uid);
      return place ? Object.assign(place, { pod }) : { pod, inFlight: 0, turn: 0, shunnedUntil: 0 };
    });
    this.dispatch();
  }

  /** The instance with the fewest calls, once there is one that takes more. Rejects with InvocationRefused, or as the signal says. */
  take({ until, again, signal }: Wait): Promise<Place> {
    const free = this.waiting.size + this.returned.size === 0 ? this.free() : undefined;
    if (free) return Promise.resolve(this.occupy(free));
    if (!again && this.waiting.size >= this.options.room) return Promise.reject(this.busy(`has ${this.waiting.size} calls waiting already`));
    return new Promise((resolve, reject) => {
      const queue = again ? this.returned : this.waiting;
      const leave = (): void => {
        queue.delete(waiting);
        timer.cancel();
        signal.removeEventListener('abort', onAbort);
      };
      const onAbort = (): void => {
        leave();
        reject(signal.reason as Error);
      };
      const waiting: Waiting = {
        take(place) { leave(); resolve(place); },
        refuse(refused) { leave(); reject(refused); },
      };
      const { clock } = this.options;
      const timer = clock.after(until - clock.now(), () => waiting.refuse(this.late()));
      signal.addEventListener('abort', onAbort, { once: true });
      if (signal.aborted) return onAbort();
      queue.add(waiting);
      if (again) this.dispatch();
    });
  }

  release(place: Place): void {
    place.inFlight--;
    this.dispatch();
  }

  /** It has said that it takes no call: none `for now`, or for good. */
  shun(place: Place, forNow: boolean): void {
    place.shunnedUntil = forNow ? this.options.clock.now() + againMs : Infinity;
  }

  /** Nothing will come of those that wait. */
  refuseAll(refused: InvocationRefused): void {
    for (const waiting of [...this.returned, ...this.waiting]) waiting.refuse(refused);
  }

  private dispatch(): void {
    for (const queue of [this.returned, this.waiting]) {
      for (const waiting of queue) {
        const place = this.free();
        if (!place) return this.remind();
        waiting.take(this.occupy(place));
      }
    }
  }

  private free(): Place | undefined {
    const now = this.options.clock.now();
    const most = this.options.concurrency();
    let best: Place | undefined;
    for (const place of this.places) {
      if (place.inFlight < most && place.shunnedUntil <= now && (!best || comesBefore(place, best))) best = place;
    }
    return best;
  }

  private occupy(place: Place): Place {
    place.inFlight++;
    place.turn = ++this.turns;
    return place;
  }

  /** When instances that were shunned take calls again, nothing else may happen that lets the waiting have them. */
  private remind(): void {
    const { clock } = this.options;
    const next = Math.min(...this.places.map(({ shunnedUntil }) => shunnedUntil).filter((at) => at > clock.now()));
    if (!Number.isFinite(next) || this.reminder) return;
    this.reminder = clock.after(next - clock.now(), () => {
      this.reminder = undefined;
      this.dispatch();
    });
  }

  private late(): InvocationRefused {
    return this.busy(this.hasInstances ? 'has no instance that takes another call: all are busy' : 'has no instance that is ready yet');
  }

  private busy(what: string): InvocationRefused {
    return new InvocationRefused(503, `${this.options.subject} ${what}; try again later`, 1);
  }
}

const comesBefore = (a: Place, b: Place): boolean => a.inFlight < b.inFlight || (a.inFlight === b.inFlight && a.turn < b.turn);
