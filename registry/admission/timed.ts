/** Times what a plugin does to a write (k8s.io/apiserver admission/metrics WithControllerMetrics). */
import { bounds, type Clock, type Histogram, type Measures } from '../../api';
import type { Admission, Attempt } from '../admission';

type Step = 'admit' | 'validate';

export function timedPlugin(plugin: Admission, { measures, clock }: { readonly measures: Measures; readonly clock: Clock }): Admission {
  const duration = measures.histogram('apiserver_admission_controller_admission_duration_seconds',
    'Admission controller latency histogram in seconds, identified by name and broken out for each operation and API resource and type (validate or admit).',
    ['name', 'type', 'operation', 'rejected'], bounds.admission);
  const series = new Map<string, Histogram>();
  const found = (step: Step, operation: string, rejected: boolean): Histogram => {
    const key = `${step}${operation}${rejected}`;
    let histogram = series.get(key);
    if (!histogram) series.set(key, histogram = duration(plugin.name, step, operation, String(rejected)));
    return histogram;
  };
  const time = <R>(step: Step, run: (attempt: Attempt) => R | Promise<R>) => (attempt: Attempt): R | Promise<R> => {
    const started = clock.monotonic();
    const ended = (rejected: boolean): void => found(step, attempt.operation, rejected).observe((clock.monotonic() - started) / 1000);
    try {
      const work = run(attempt);
      if (work instanceof Promise) return work.then((result) => { ended(false); return result; }, (error: unknown) => { ended(true); throw error; });
      ended(false);
      return work;
    } catch (error) {
      ended(true);
      throw error;
    }
  };
  const { mutate, validate, allocate, settled } = plugin;
  return {
    name: plugin.name,
    ...(plugin.bodies && { bodies: true }),
    ...(mutate && { mutate: time('admit', mutate.bind(plugin)) }),
    ...(validate && { validate: time('validate', validate.bind(plugin)) }),
    ...(allocate && { allocate: allocate.bind(plugin) }),
    ...(settled && { settled: settled.bind(plugin) }),
  };
}
