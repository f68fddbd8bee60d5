/** Follows the objects of a kind as the registry has them: a first state, then every change in order. */
import { sleep, type Clock, type KubeObject, type Logger } from '../../../api';
import type { Frame, ResourceStore } from '../../../registry';

export type Change<T extends KubeObject> = Exclude<Frame<T>, { readonly type: 'BOOKMARK' }>;

export interface Follower<T extends KubeObject> {
  /** The state comes from its beginning: for the first time, or again after something was missed. */
  begin(): void;
  apply(changes: readonly Change<T>[]): void;
}

export interface FollowDeps {
  readonly clock: Clock;
  readonly log: Logger;
}

const retryMs = 1000;

export class Following<T extends KubeObject> {
  private first = new FirstState();
  private readonly stopping = new AbortController();
  private readonly running: Promise<void>;
  private looking: Promise<void> | undefined;
  private next: Promise<void> | undefined;

  constructor(private readonly store: ResourceStore<T>, private readonly follower: Follower<T>, private readonly deps: FollowDeps) {
    this.running = this.run();
  }

  /** Resolves when every write that was acknowledged before, by whichever server, has been applied. Who asks while others wait is told with the next. */
  current(): Promise<void> {
    if (!this.looking) {
      this.looking = this.look().finally(() => { this.looking = undefined; });
      return this.looking;
    }
    this.next ??= this.looking.catch(() => undefined).then(() => {
      this.next = undefined;
      return this.current();
    });
    return this.next;
  }

  stop(): Promise<void> {
    this.stopping.abort();
    return this.running;
  }

  private async look(): Promise<void> {
    for (;;) {
      const { first } = this;
      await first.there;
      await this.store.list({ limit: 1 });
      // The registry has every event by now, and has woken its watchers: they hand over what there is before anything else happens.
      await new Promise((resolve) => setImmediate(resolve));
      if (first === this.first || this.stopping.signal.aborted) return;
    }
  }

  private async run(): Promise<void> {
    const { clock, log } = this.deps;
    const { signal } = this.stopping;
    while (!signal.aborted) {
      try {
        const frames = await this.store.watch({ sendInitialEvents: true, allowBookmarks: true }, signal);
        this.follower.begin();
        for await (const batch of frames) this.take(batch);
      } catch (error) {
        log.warn('objects cannot be followed, will begin again', { resource: this.store.definition.names.plural, error: String(error) });
      }
      // What is missed from now on is in the next first state.
      if (this.first.hasCome) this.first = new FirstState();
      if (!signal.aborted) await sleep(clock, retryMs, signal);
    }
    this.first.come();
  }

  private take(batch: readonly Frame<T>[]): void {
    this.follower.apply(batch.filter((frame) => frame.type !== 'BOOKMARK'));
    if (batch.some((frame) => frame.type === 'BOOKMARK' && frame.initialEventsEnd)) this.first.come();
  }
}

/** Resolves once the first state is there. */
class FirstState {
  hasCome = false;
  private resolve: () => void = () => undefined;
  readonly there = new Promise<void>((resolve) => { this.resolve = resolve; });

  come(): void {
    this.hasCome = true;
    this.resolve();
  }
}
