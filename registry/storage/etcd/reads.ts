import type { GetResult, KeyValue, Revision } from '../kv';
import type { EtcdClient } from './client';
import type { Keys } from './keys';
import { encodeRange, encodeTransaction, method, type Decoder } from './messages';

/** Below etcd's `--max-txn-ops` of 128. */
const maxKeys = 100;

interface Answer { readonly revision: Revision; readonly found: readonly KeyValue[][] }

/** Reads that go to etcd together: keys in the order in which they were first asked for. */
class Batch {
  readonly keys = new Map<string, number>();
  readonly answer: Promise<Answer>;
  settle!: (answer: Promise<Answer>) => void;

  constructor() {
    this.answer = new Promise((resolve) => { this.settle = resolve; });
  }

  /** The key's place in the answer. */
  add(key: string): number {
    const place = this.keys.get(key) ?? this.keys.size;
    this.keys.set(key, place);
    return place;
  }
}

/**
 * Linearizable reads of the present, gathered: one round trip at a time, and everyone who comes while it is under
 * way shares the next one. Sharing is right because that one starts after they asked.
 */
export class Reads {
  private readonly queue: Batch[] = [];
  private running = false;

  constructor(private readonly client: EtcdClient, private readonly keys: Keys, private readonly decoder: Decoder) {}

  async get(key: string): Promise<GetResult> {
    const batch = this.join();
    const place = batch.add(key);
    const { revision, found } = await batch.answer;
    return { revision, kv: found[place]?.[0] };
  }

  async revision(): Promise<Revision> {
    return (await this.join().answer).revision;
  }

  private join(): Batch {
    const last = this.queue.at(-1);
    if (last && last.keys.size < maxKeys) return last;
    const batch = new Batch();
    this.queue.push(batch);
    void this.run();
    return batch;
  }

  private async run(): Promise<void> {
    if (this.running) return;
    this.running = true;
    // Lets everyone who asks in this turn of the event loop in.
    await Promise.resolve();
    for (let batch = this.queue.shift(); batch; batch = this.queue.shift()) {
      const answer = batch.keys.size ? this.readKeys([...batch.keys.keys()]) : this.readRevision();
      batch.settle(answer);
      await answer.catch(() => 'told to those who asked');
    }
    this.running = false;
  }

  private async readRevision(): Promise<Answer> {
    const request = encodeRange({ key: this.keys.mark, countOnly: true });
    const { revision } = this.decoder.range(await this.client.call(method.range, request, 'repeatable'));
    return { revision, found: [] };
  }

  private async readKeys(keys: readonly string[]): Promise<Answer> {
    const success = keys.map((key) => ({ range: { key: this.keys.of(key) } }));
    const request = encodeTransaction({ compare: [], success, failure: [] });
    const { revision, results } = this.decoder.transaction(await this.client.call(method.txn, request, 'repeatable'));
    return { revision, found: results };
  }
}
