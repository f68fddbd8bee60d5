/**
 * Follows the objects of one kind for ever: what there is, then every change. A watch that ends begins anew with what there is then.
 *
 * It can be told how far it has come: the registry's cache wakes its watchers in the turn in which it learns of a change, so whoever
 * waits until the cache is there, and then for the next turn, waits for this one too.
 */
import { ApiError, sleep, type Clock, type Logger } from '../../../../api';
import type { Entry, Frame, ResourceStore } from '../../../../registry';
import { Gate } from './gate';
import { turn } from './turn';

export type Change = Exclude<Frame, { type: 'BOOKMARK' }>;

export interface Follower {
  /** What there is comes next, whole, as ADDED. */
  begins(): void;
  /** Others wait until it resolves. */
  take(change: Change): void | Promise<void>;
  /** What there was at this revision has been told. */
  whole(revision: number): void;
  /** What has come until now has been taken. */
  even?(): Promise<void>;
}

export interface FollowingDeps {
  readonly clock: Clock;
  readonly log: Logger;
}

/** So many changes are told before others get a turn. */
const slice = 256;
/** Before a watch that broke off is opened again. */
const pauseMs = 1000;
/** As long as a read waits for the registry's cache. */
const waitMs = 3000;

export class Following {
  /** Open while all has been told that the watch has brought. */
  private readonly isEven = new Gate();
  private readonly first = new Gate();

  /** `isOver`: the kind has gone, and a watch of it will bring nothing any more. */
  constructor(private readonly store: ResourceStore, private readonly follower: Follower, private readonly deps: FollowingDeps, private readonly isOver: () => boolean = () => false) {}

  /** Until `signal` aborts; never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    const { clock, log } = this.deps;
    while (!signal.aborted) {
      const fault = await this.watch(signal).catch((error: unknown) => error);
      this.isEven.close();
      if (this.isOver()) return;
      // Who fell behind begins anew at once: readers wait for it.
      if (ApiError.is(fault, 'Expired')) continue;
      if (fault !== undefined) {
        this.first.fail(fault);
        log.warn('the cluster could not be followed, trying again', { kind: this.store.definition.kind, error: String(fault) });
      }
      await sleep(clock, pauseMs, signal);
    }
  }

  /** Resolves when all that there was in the beginning has been told, or `signal` aborts; rejects when it cannot be told at once. */
  begun(signal: AbortSignal): Promise<void> {
    return this.first.opened(signal);
  }

  /** Resolves when all has been told that the store held at this revision, or that it holds now; rejects with ApiError when that takes too long. */
  async reached(revision?: number): Promise<void> {
    if (revision !== 0) await this.store.list({ limit: 1, ...(revision !== undefined && { resourceVersion: String(revision), resourceVersionMatch: 'NotOlderThan' }) });
    await turn();
    if (this.isEven.isOpen) return;
    const enough = new AbortController();
    const tooLong = sleep(this.deps.clock, waitMs, enough.signal).then(() => {
      if (!enough.signal.aborted) throw ApiError.timeout(`${this.store.definition.kind} of the cluster cannot be told now`, 1);
    });
    try {
      await Promise.race([this.isEven.opened(), tooLong]);
    } finally {
      enough.abort();
    }
  }

  private async watch(signal: AbortSignal): Promise<void> {
    const { follower } = this;
    let isWhole = false;
    let sinceTurn = 0;
    follower.begins();
    for await (const frames of await this.store.watch({ sendInitialEvents: true, allowBookmarks: true }, signal)) {
      this.isEven.close();
      for (const frame of frames) {
        if (signal.aborted) return;
        if (frame.type !== 'BOOKMARK') await follower.take(frame);
        else if (frame.initialEventsEnd) {
          follower.whole(frame.revision);
          isWhole = true;
        }
        if (++sinceTurn % slice === 0) await turn();
      }
      await follower.even?.();
      if (!isWhole) continue;
      this.isEven.open();
      this.first.open();
    }
  }
}

export const nameOf = ({ key: { namespace = '', name } }: Entry): string => `${namespace}/${name}`;
