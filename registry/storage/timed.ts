/** Times what one resource asks of the store (k8s.io/apiserver storage/etcd3/metrics; told under the same names whichever store it is). */
import { bounds, type Clock, type Measures } from '../../api';
import type { Cas, GetResult, KeyRange, KV, ListResult, Revision, WatchBatch, WriteOptions } from './kv';

export interface TimedFor {
  readonly clock: Clock;
  readonly measures: Measures;
  readonly group: string;
  readonly resource: string;
}

/** Makes the series of an operation when it is first used: most resources are never asked for. */
export function timed(kv: KV, { clock, measures, group, resource }: TimedFor): KV {
  const labels = ['operation', 'group', 'resource'];
  const duration = measures.histogram('etcd_request_duration_seconds', 'Etcd request latency in seconds for each operation and object type.', labels, bounds.requests);
  const total = measures.counter('etcd_requests_total', 'Etcd request counts for each operation and object type.', labels);
  const failed = measures.counter('etcd_request_errors_total', 'Etcd failed request counts for each operation and object type.', labels);
  return new TimedKV(kv, (operation) => {
    const series = [operation, group, resource];
    const [seconds, count] = [duration(...series), total(...series)];
    return async (work) => {
      const started = clock.monotonic();
      try {
        return await work;
      } catch (error) {
        failed(...series).value++;
        throw error;
      } finally {
        count.value++;
        seconds.observe((clock.monotonic() - started) / 1000);
      }
    };
  });
}

type Operation = 'get' | 'list' | 'create' | 'update' | 'delete';
type Timing = <V>(work: Promise<V>) => Promise<V>;

class TimedKV implements KV {
  private readonly timings: Partial<Record<Operation, Timing>> = {};

  constructor(private readonly kv: KV, private readonly timingOf: (operation: Operation) => Timing) {}

  revision(): Promise<Revision> {
    return this.kv.revision();
  }

  get(key: string, at?: Revision): Promise<GetResult> {
    return this.time('get', this.kv.get(key, at));
  }

  list(range: KeyRange, page?: { readonly limit?: number; readonly at?: Revision }): Promise<ListResult> {
    return this.time('list', this.kv.list(range, page));
  }

  create(key: string, value: Uint8Array, options?: WriteOptions): Promise<Cas> {
    return this.time('create', this.kv.create(key, value, options));
  }

  update(key: string, value: Uint8Array, expected: Revision, options?: WriteOptions): Promise<Cas> {
    return this.time('update', this.kv.update(key, value, expected, options));
  }

  delete(key: string, expected?: Revision): Promise<Cas> {
    return this.time('delete', this.kv.delete(key, expected));
  }

  watch(range: KeyRange, after: Revision, signal: AbortSignal): AsyncIterable<WatchBatch> {
    return this.kv.watch(range, after, signal);
  }

  compact(before: Revision): Promise<void> {
    return this.kv.compact(before);
  }

  close(): Promise<void> {
    return this.kv.close();
  }

  private time<V>(operation: Operation, work: Promise<V>): Promise<V> {
    return (this.timings[operation] ??= this.timingOf(operation))(work);
  }
}
