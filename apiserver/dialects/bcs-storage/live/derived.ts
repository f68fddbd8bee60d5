/**
 * Documents that are made of objects of several kinds: a view says what it follows, which documents a change is about, and what a document
 * is. Only what became of it is told.
 */
import { same, type CollectionKey } from '../../../../api';
import type { LiveSink, LiveSource } from '../../../../registry';
import { DerivedDocument, type Made } from './derived-document';
import { Sight, type Due } from './sight';
import type { SourceDeps } from './source';

export type { Part } from './sight';

/** Says what is followed; the answer makes the document of a subject: undefined, it has none. */
export type View = (sight: Sight) => (subject: string) => Made | undefined;

export class DerivedSource implements LiveSource {
  private sight: Sight | undefined;
  private readonly told = new Map<string, DerivedDocument>();
  private isFirst = true;

  constructor(readonly collection: CollectionKey, private readonly view: View, private readonly deps: SourceDeps) {}

  async open(sink: LiveSink, signal: AbortSignal): Promise<void> {
    // Who has asked before may have broken off.
    this.told.clear();
    this.isFirst = true;
    const sight = new Sight(this.deps, (due) => this.look(due, make, sink));
    const make = this.view(sight);
    this.sight = sight;
    void sight.run(signal);
    await sight.begun(signal);
  }

  async reached(revision: number): Promise<void> {
    await this.sight?.reached(revision);
  }

  private look(due: Due, make: ReturnType<View>, sink: LiveSink): void {
    for (const [subject, revision] of due) this.tell(subject, revision, this.madeOf(make, subject), sink);
    this.isFirst = false;
  }

  private tell(subject: string, revision: number, made: Made | undefined, sink: LiveSink): void {
    const before = this.told.get(subject);
    const isSame = before !== undefined && made !== undefined && before.isCalledAs(made);
    if (isSame && same(before.made.data, made.data)) return;
    // Several watches tell of one store, each in its order.
    const at = Math.max(revision, before?.revision ?? 0);
    if (before && !isSame) {
      this.told.delete(subject);
      sink.gone(before.key, at);
    }
    if (!made) return;
    const document = new DerivedDocument(this.collection, made, at, this.isFirst ? made.changed : Math.max(this.deps.clock.now(), made.created));
    this.told.set(subject, document);
    sink.put(document);
  }

  /** What somebody has written by hand may make no sense; it must not hold up the others. */
  private madeOf(make: ReturnType<View>, subject: string): Made | undefined {
    try {
      return make(subject);
    } catch (error) {
      this.deps.log.warn('an object is no document', { type: this.collection.type, object: subject, error: String(error) });
      return undefined;
    }
  }
}
