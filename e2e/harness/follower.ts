/** A watcher that resumes behind the last event it saw, as every informer does. */
import type { Api, KubeObject } from './api';

export class Follower {
  /** The resourceVersions of the events, in the order in which they came. */
  readonly seen: string[] = [];
  private readonly stopping = new AbortController();
  private current: Promise<void> = Promise.resolve();
  private missing: { versions: Set<string>; resolve: () => void } | undefined;

  constructor(private readonly path: string, private position: string) {}

  /** Watches from where it stopped. A connection that breaks ends this; an ERROR event is remembered as a fault. */
  follow(api: Api): void {
    this.current = this.read(api).catch((error: unknown) => {
      if (error instanceof Refused) throw error;
    });
  }

  /** Resolves when the watch under way is broken; rejects when the server refused to go on. */
  broken(): Promise<void> {
    return this.current;
  }

  /** Resolves when all of these versions have been seen; rejects when the watch ends before. */
  async saw(versions: ReadonlySet<string>): Promise<void> {
    const missing = new Set(versions);
    for (const version of this.seen) missing.delete(version);
    if (missing.size === 0) return;
    const all = new Promise<void>((resolve) => { this.missing = { versions: missing, resolve }; });
    await Promise.race([all, this.current.then(() => { throw new Error(`the watch ended, ${missing.size} events short`); })]);
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.current;
  }

  private async read(api: Api): Promise<void> {
    for await (const { type, object } of api.watch<KubeObject>(`${this.path}?watch=1&resourceVersion=${this.position}`, this.stopping.signal)) {
      if (type === 'ERROR') throw new Refused(JSON.stringify(object));
      this.position = object.metadata.resourceVersion;
      if (type === 'BOOKMARK') continue;
      this.seen.push(this.position);
      this.missing?.versions.delete(this.position);
      if (this.missing?.versions.size === 0) this.missing.resolve();
    }
  }
}

class Refused extends Error {}
