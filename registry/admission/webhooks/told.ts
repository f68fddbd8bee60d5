/** What is counted of admission webhooks (k8s.io/apiserver pkg/admission/metrics). */
import { ApiError, bounds, type Clock, type Measures } from '../../../api';
import type { Attempt } from '../../admission';
import { CallFailure } from './failure';
import type { Hook } from './hook';

/** Asks by `work`, and counts how that ended. */
export type Tell = <R>(hook: Hook, operation: Attempt['operation'], work: () => Promise<R>) => Promise<R>;

interface Ending {
  readonly errorType: string;
  readonly code: number;
  readonly rejected: boolean;
}

const answered: Ending = { errorType: 'no_error', code: 200, rejected: false };

function endingOf(error: unknown, { failsOpen }: Hook): Ending {
  if (error instanceof CallFailure) return { errorType: 'calling_webhook_error', code: error.code, rejected: !failsOpen };
  return error instanceof ApiError ? { errorType: 'no_error', code: error.code, rejected: true } : { errorType: 'apiserver_internal_error', code: 0, rejected: true };
}

export function teller({ measures, clock }: { readonly measures: Measures; readonly clock: Clock }, type: 'admit' | 'validating'): Tell {
  const durations = measures.histogram('apiserver_admission_webhook_admission_duration_seconds',
    'Admission webhook latency histogram in seconds, identified by name and broken out for each operation and API resource and type (validate or admit).',
    ['name', 'type', 'operation', 'rejected'], bounds.webhooks);
  const requests = measures.counter('apiserver_admission_webhook_request_total',
    'Admission webhook request total, identified by name and broken out for each admission type (validating or admit) and operation.', ['name', 'type', 'operation', 'code', 'rejected']);
  const rejections = measures.counter('apiserver_admission_webhook_rejection_count',
    'Admission webhook rejection count, identified by name and broken out for each admission type (validating or admit) and operation.', ['name', 'type', 'operation', 'error_type', 'rejection_code']);
  const failedOpen = measures.counter('apiserver_admission_webhook_fail_open_count',
    'Admission webhook fail open count, identified by name and broken out for each admission type (validating or admit).', ['name', 'type']);

  function count({ name }: Hook, operation: Attempt['operation'], { errorType, code, rejected }: Ending, seconds: number): void {
    // Webhooks may answer with any number: labels stay few.
    const shown = String(Math.min(code, 600));
    durations(name, type, operation, String(rejected)).observe(seconds);
    requests(name, type, operation, shown, String(rejected)).value++;
    if (rejected) rejections(name, type, operation, errorType, shown).value++;
    else if (errorType !== 'no_error') failedOpen(name, type).value++;
  }

  return async (hook, operation, work) => {
    const started = clock.monotonic();
    const ended = (ending: Ending): void => count(hook, operation, ending, (clock.monotonic() - started) / 1000);
    try {
      const result = await work();
      ended(answered);
      return result;
    } catch (error) {
      ended(endingOf(error, hook));
      throw error;
    }
  };
}
