/**
 * What is counted, in plain numbers: whoever counts finds a series once, by its labels, and keeps it; counting is then an
 * addition. Names and labels are Prometheus' (https://prometheus.io/docs/concepts/data_model); who renders them is
 * somebody else's matter.
 */

type MeasureType = 'counter' | 'gauge' | 'histogram';

/** One number as it is told. */
export interface Sample {
  /** What follows the family's name: `_bucket`, `_sum`, `_count`. */
  readonly suffix: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface Family {
  readonly name: string;
  readonly help: string;
  readonly type: MeasureType;
  samples(): Sample[];
}

/** A series of a counter, or of a gauge that goes up and down. */
export class Count {
  value = 0;

  samples(labels: Sample['labels']): Sample[] {
    return [{ suffix: '', labels, value: this.value }];
  }
}

export class Histogram {
  sum = 0;
  /** Per bucket, not cumulated; what is above the last bound comes last. */
  private readonly counts: number[];

  constructor(private readonly bounds: readonly number[]) {
    this.counts = [...bounds.map(() => 0), 0];
  }

  observe(value: number): void {
    const { bounds, counts } = this;
    let at = 0;
    while (at < bounds.length && value > bounds[at]!) at++;
    counts[at]!++;
    this.sum += value;
  }

  samples(labels: Sample['labels']): Sample[] {
    let total = 0;
    const buckets = this.counts.map((count, i) => ({ suffix: '_bucket', labels: { ...labels, le: String(this.bounds[i] ?? '+Inf') }, value: (total += count) }));
    return [...buckets, { suffix: '_sum', labels, value: this.sum }, { suffix: '_count', labels, value: total }];
  }
}

/** A gauge that is read when somebody asks. */
class Reading {
  constructor(private readonly read: () => number) {}

  samples(labels: Sample['labels']): Sample[] {
    return [{ suffix: '', labels, value: this.read() }];
  }
}

interface Series { samples(labels: Sample['labels']): Sample[] }

class SeriesByLabels<S extends Series> implements Family {
  private readonly series = new Map<string, { readonly labels: Sample['labels']; readonly series: S }>();

  constructor(readonly name: string, readonly help: string, readonly type: MeasureType, private readonly labelNames: readonly string[]) {}

  find(values: readonly string[], make: () => S): S {
    const key = values.join('\0');
    const found = this.series.get(key);
    if (found) return found.series;
    const series = make();
    this.put(values, series);
    return series;
  }

  put(values: readonly string[], series: S): void {
    const labels = Object.fromEntries(this.labelNames.map((name, i) => [name, values[i] ?? '']));
    this.series.set(values.join('\0'), { labels, series });
  }

  /** Only if it is still this one. */
  drop(values: readonly string[], series: S): void {
    const key = values.join('\0');
    if (this.series.get(key)?.series === series) this.series.delete(key);
  }

  samples(): Sample[] {
    return [...this.series.values()].flatMap(({ labels, series }) => series.samples(labels));
  }
}

const together = (one: Family | undefined, other: Family): Family =>
  (one ? { name: one.name, help: one.help, type: one.type, samples: () => [...one.samples(), ...other.samples()] } : other);

/** Families by name; asking for one again gives the same. */
export class Measures {
  private readonly known = new Map<string, Family>();
  private readonly elsewhere = new Set<() => Promise<readonly Family[]>>();

  /** How to find a series: by the values of the labels, in their order. */
  counter(name: string, help: string, labels: readonly string[] = []): (...values: readonly string[]) => Count {
    const family = this.family<Count>(name, help, 'counter', labels);
    return (...values) => family.find(values, () => new Count());
  }

  gauge(name: string, help: string, labels: readonly string[] = []): (...values: readonly string[]) => Count {
    const family = this.family<Count>(name, help, 'gauge', labels);
    return (...values) => family.find(values, () => new Count());
  }

  histogram(name: string, help: string, labels: readonly string[], bounds: readonly number[]): (...values: readonly string[]) => Histogram {
    const family = this.family<Histogram>(name, help, 'histogram', labels);
    return (...values) => family.find(values, () => new Histogram(bounds));
  }

  /** A gauge that is read when somebody asks. Returns how to forget it. */
  reads(name: string, help: string, labels: Sample['labels'], read: () => number): () => void {
    const family = this.family<Reading>(name, help, 'gauge', Object.keys(labels));
    const [values, reading] = [Object.values(labels), new Reading(read)];
    family.put(values, reading);
    return () => family.drop(values, reading);
  }

  /** Of this thread. */
  families(): readonly Family[] {
    return [...this.known.values()];
  }

  /** What is counted in another thread is told with this one's. Returns how to forget it. */
  join(families: () => Promise<readonly Family[]>): () => void {
    this.elsewhere.add(families);
    return () => this.elsewhere.delete(families);
  }

  /** Of all threads; series of one name together. */
  async collect(): Promise<readonly Family[]> {
    const told = await Promise.all([...this.elsewhere].map((families) => families()));
    const all = new Map(this.known);
    for (const family of told.flat()) all.set(family.name, together(all.get(family.name), family));
    return [...all.values()];
  }

  private family<S extends Series>(name: string, help: string, type: MeasureType, labels: readonly string[]): SeriesByLabels<S> {
    const found = this.known.get(name) ?? new SeriesByLabels<S>(name, help, type, labels);
    this.known.set(name, found);
    return found as SeriesByLabels<S>;
  }
}

const exponential = (first: number, factor: number, count: number): readonly number[] => Array.from({ length: count }, (_, i) => first * factor ** i);

/** Bounds that upstream's histograms share. */
export const bounds = {
  /** Seconds that a request takes, or the store (k8s.io/apiserver endpoints/metrics requestLatencies). */
  requests: [0.005, 0.025, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1, 1.25, 1.5, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 45, 60],
  /** Bytes of an answer. */
  sizes: exponential(1000, 10, 7),
  /** Seconds of admission (k8s.io/apiserver admission/metrics). */
  admission: [0.005, 0.025, 0.1, 0.5, 1, 2.5],
  webhooks: [0.005, 0.025, 0.1, 0.5, 1, 2.5, 10, 25],
  /** Seconds of a conversion webhook: of all, and of one kind's (k8s.io/apiextensions-apiserver pkg/apiserver/conversion metrics.go). */
  conversions: [0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 45, 60],
  kindConversions: exponential(0.001, 2, 15),
  /** Seconds of a key's life in a queue (k8s.io/component-base metrics/prometheus/workqueue). */
  queues: exponential(1e-8, 10, 10).map((bound) => Number(bound.toPrecision(1))),
  /** Seconds until a watch cache has its first state. */
  starts: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 180, 600],
} as const;
