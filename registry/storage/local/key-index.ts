/**
 * Which keys there are and were. The present state is held ready: reads at the head touch nothing else. A state of
 * the past is `prev` of the key's first event behind it, so that history is kept once, in the log of events
 * (etcd keeps its index the same way: server/storage/mvcc/index.go, values elsewhere).
 */
import type { GetResult, KVEvent, KeyRange, KeyValue, ListResult, Revision } from '../kv';
import { keyOf, revisionOf, stateOf } from './change';
import { orderOf, spanOf } from './key-order';
import { lowerBound, OrderedMap } from './ordered-map';
import { RevisionLog } from './revision-log';

interface Slot {
  readonly key: string;
  head: KeyValue | undefined;
  /** Revisions at which the key changed since the last compaction. */
  changes: Revision[];
}

export class KeyIndex {
  private readonly slots = new Map<string, Slot>();
  /** Keys that exist. */
  private readonly live = new OrderedMap<Slot>();
  /** These, and those whose past is still kept. */
  private readonly known = new OrderedMap<Slot>();
  /** Which key changed at which revision: what a compaction has to look at. */
  private readonly trail: RevisionLog<Slot>;
  private valueBytes = 0;

  /** `eventAt` reads one kept event. */
  constructor(private current: Revision, private readonly eventAt: (revision: Revision) => KVEvent) {
    this.trail = new RevisionLog(current + 1);
  }

  get revision(): Revision {
    return this.current;
  }

  /** Keys that exist now. */
  get size(): number {
    return this.live.size;
  }

  /** Bytes of the values that exist now. */
  get bytes(): number {
    return this.valueBytes;
  }

  head(key: string): KeyValue | undefined {
    return this.slots.get(key)?.head;
  }

  apply(event: KVEvent): void {
    const slot = this.slot(keyOf(event));
    const revision = revisionOf(event);
    slot.changes.push(revision);
    this.setHead(slot, stateOf(event));
    this.trail.push(slot);
    this.current = revision;
  }

  /** A key that was there before the log begins. */
  restore(kv: KeyValue): void {
    this.setHead(this.slot(kv.key), kv);
  }

  get(key: string, at: Revision): GetResult {
    const slot = this.slots.get(key);
    return { revision: at, kv: slot && this.stateAt(slot, at) };
  }

  list(range: KeyRange, limit: number, at: Revision): ListResult {
    return at === this.current ? this.listHead(range, limit) : this.listPast(range, limit, at);
  }

  /** The first keys behind `after` as they were at `at`: like `list`, but without counting. */
  scan(after: string | undefined, limit: number, at: Revision): readonly KeyValue[] {
    const kvs: KeyValue[] = [];
    this.known.visit(spanOf({ prefix: '', after }), (slot) => {
      const kv = this.stateAt(slot, at);
      return kv && kvs.push(kv) === limit ? 'enough' : undefined;
    });
    return kvs;
  }

  /** Forgets how things were before `revision`. */
  forgetBefore(revision: Revision): void {
    for (let at = this.trail.first; at <= Math.min(revision, this.trail.last); at++) {
      const slot = this.trail.at(at);
      if (slot) this.trim(slot, revision);
    }
    this.trail.forgetThrough(revision);
  }

  private slot(key: string): Slot {
    const found = this.slots.get(key);
    if (found) return found;
    const made: Slot = { key, head: undefined, changes: [] };
    this.slots.set(key, made);
    this.known.set(orderOf(key), made);
    return made;
  }

  private setHead(slot: Slot, head: KeyValue | undefined): void {
    this.valueBytes += (head?.value.length ?? 0) - (slot.head?.value.length ?? 0);
    if (head && !slot.head) this.live.set(orderOf(slot.key), slot);
    if (!head && slot.head) this.live.delete(orderOf(slot.key));
    slot.head = head;
  }

  private stateAt(slot: Slot, at: Revision): KeyValue | undefined {
    const { changes } = slot;
    if ((changes.at(-1) ?? 0) <= at) return slot.head;
    const next = changes[lowerBound(changes.length, (i) => (changes[i] ?? 0) > at)];
    return next === undefined ? slot.head : this.eventAt(next).prev;
  }

  private existsAt(slot: Slot, at: Revision): boolean {
    if (slot.head && slot.head.createRevision <= at) return true;
    return (slot.changes.at(-1) ?? 0) > at && this.stateAt(slot, at) !== undefined;
  }

  private listHead(range: KeyRange, limit: number): ListResult {
    const span = spanOf(range);
    const count = this.live.count(span);
    const kvs: KeyValue[] = [];
    this.live.visit(span, (slot) => {
      if (kvs.length === limit) return 'enough';
      if (slot.head) kvs.push(slot.head);
      return undefined;
    });
    return { revision: this.current, kvs, more: count > kvs.length, count };
  }

  private listPast(range: KeyRange, limit: number, at: Revision): ListResult {
    const kvs: KeyValue[] = [];
    let count = 0;
    this.known.visit(spanOf(range), (slot) => {
      if (kvs.length === limit) {
        if (this.existsAt(slot, at)) count += 1;
        return undefined;
      }
      const kv = this.stateAt(slot, at);
      if (kv) count = kvs.push(kv);
      return undefined;
    });
    return { revision: at, kvs, more: count > kvs.length, count };
  }

  private trim(slot: Slot, revision: Revision): void {
    const kept = lowerBound(slot.changes.length, (i) => (slot.changes[i] ?? 0) > revision);
    if (kept > 0) slot.changes = slot.changes.slice(kept);
    if (slot.head || slot.changes.length > 0 || !this.slots.delete(slot.key)) return;
    this.known.delete(orderOf(slot.key));
  }
}
