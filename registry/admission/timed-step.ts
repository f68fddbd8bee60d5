/** Times what plugins do to writes (k8s.io/apiserver admission/metrics WithControllerMetrics). */
import { bounds, type Clock, type Histogram, type Measures } from '../../api';
import type { Attempt } from '../admission';

type StepType = 'admit' | 'validate';
type Find = (name: string, type: StepType, operation: Attempt['operation'], rejected: string) => Histogram;

export interface Stopwatch {
  readonly clock: Clock;
  readonly find: Find;
}

export const stopwatch = (measures: Measures, clock: Clock): Stopwatch => ({
  clock,
  find: measures.histogram('apiserver_admission_controller_admission_duration_seconds',
    'Admission controller latency histogram in seconds, identified by name and broken out for each operation and API resource and type (validate or admit).',
    ['name', 'type', 'operation', 'rejected'], bounds.admission),
});

/** What one plugin does to a write, timed. Every write passes here many times: no closure is made unless the plugin takes its time. */
export class TimedStep<R> {
  private readonly admitted: Partial<Record<Attempt['operation'], Histogram>> = {};

  constructor(private readonly watch: Stopwatch, private readonly name: string, private readonly type: StepType, private readonly act: (attempt: Attempt) => R) {}

  run(attempt: Attempt): R {
    const { clock } = this.watch;
    const started = clock.monotonic();
    let work: R;
    try {
      work = this.act(attempt);
    } catch (error) {
      this.rejected(attempt, started);
      throw error;
    }
    if (work instanceof Promise) return this.later(work, attempt, started) as R;
    this.passed(attempt, started);
    return work;
  }

  private async later<V>(work: Promise<V>, attempt: Attempt, started: number): Promise<V> {
    try {
      const result = await work;
      this.passed(attempt, started);
      return result;
    } catch (error) {
      this.rejected(attempt, started);
      throw error;
    }
  }

  private passed({ operation }: Attempt, started: number): void {
    const histogram = (this.admitted[operation] ??= this.watch.find(this.name, this.type, operation, 'false'));
    histogram.observe((this.watch.clock.monotonic() - started) / 1000);
  }

  private rejected({ operation }: Attempt, started: number): void {
    this.watch.find(this.name, this.type, operation, 'true').observe((this.watch.clock.monotonic() - started) / 1000);
  }
}
