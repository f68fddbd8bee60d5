/** What is counted of conversion webhooks (k8s.io/apiextensions-apiserver pkg/apiserver/conversion metrics.go). */
import { bounds, type Clock, type Measures } from '../../api';

export type Failure =
  | 'conversion_webhook_call_failure' | 'conversion_webhook_malformed_response_failure' | 'conversion_webhook_partial_response_failure'
  | 'conversion_webhook_invalid_converted_object_failure';

/** One question, between two versions. */
export interface ToldQuestion {
  ended(failure?: Failure): void;
}

export interface ToldConversions {
  begin(from: string, to: string): ToldQuestion;
}

/** `name` is the definition's. */
export function tellConversions(measures: Measures, clock: Clock, name: string): ToldConversions {
  const outcome = ['result', 'failure_type'];
  const requests = measures.counter('apiserver_conversion_webhook_request_total', 'Counter for conversion webhook requests with success/failure and failure error type', outcome);
  const durations = measures.histogram('apiserver_conversion_webhook_duration_seconds', 'Conversion webhook request latency', outcome, bounds.conversions);
  const ofKind = measures.histogram('apiserver_crd_conversion_webhook_duration_seconds', 'CRD webhook conversion duration in seconds', ['crd_name', 'from_version', 'to_version', 'succeeded'], bounds.kindConversions);
  return {
    begin(from, to) {
      const started = clock.monotonic();
      return {
        ended(failure) {
          const seconds = (clock.monotonic() - started) / 1000;
          const labels = failure ? ['failure', failure] : ['success', ''];
          requests(...labels).value++;
          durations(...labels).observe(seconds);
          ofKind(name, from, to, String(!failure)).observe(seconds);
        },
      };
    },
  };
}
