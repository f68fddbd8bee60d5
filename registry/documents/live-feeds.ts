/** Live sources, opened when their collections are first asked for, and closed when they are no more. */
import type { LiveSink, LiveSource } from './documents';
import { collectionText } from './keys';
import type { Mirror } from './mirror';

interface Opened { readonly source: LiveSource; readonly closing: AbortController; readonly ready: Promise<void> }

export class LiveFeeds {
  private readonly opened = new Map<string, Opened>();
  private listed: readonly LiveSource[] = [];
  private byCollection = new Map<string, LiveSource>();

  constructor(private readonly list: () => readonly LiveSource[], private readonly mirror: Mirror) {}

  /** Collections that there are sources for. */
  get sources(): readonly LiveSource[] {
    this.refresh();
    return this.listed;
  }

  /** Resolves when the collection has what its source has told up to a revision; at once when it has no source. */
  async follow(text: string, revision: number): Promise<void> {
    this.refresh();
    const source = this.byCollection.get(text);
    if (!source) return;
    await (this.opened.get(text) ?? this.open(text, source)).ready;
    await source.reached(revision);
  }

  stop(): void {
    for (const { closing } of this.opened.values()) closing.abort();
  }

  private open(text: string, source: LiveSource): Opened {
    const closing = new AbortController();
    const ready = Promise.resolve().then(() => source.open(this.sink(source, closing.signal), closing.signal));
    const opened: Opened = { source, closing, ready };
    this.opened.set(text, opened);
    // Whoever waits is told; the next one tries again.
    opened.ready.catch(() => { if (this.opened.get(text) === opened) this.close(text, opened); });
    return opened;
  }

  /** What a source says after it was closed is not heard. */
  private sink({ collection }: LiveSource, closed: AbortSignal): LiveSink {
    return {
      put: (document) => { if (!closed.aborted) this.mirror.of(collection).putLive(document); },
      gone: (key, revision) => { if (!closed.aborted) this.mirror.of(collection).goneLive(key, revision); },
    };
  }

  private close(text: string, { closing }: Opened): void {
    closing.abort();
    this.opened.delete(text);
    this.mirror.find(text)?.forgetLive();
  }

  private refresh(): void {
    const listed = this.list();
    if (listed === this.listed) return;
    this.listed = listed;
    this.byCollection = new Map(listed.map((source) => [collectionText(source.collection), source]));
    for (const [text, opened] of this.opened) if (this.byCollection.get(text) !== opened.source) this.close(text, opened);
  }
}

