/** What policies note in the audit log (k8s.io/apiserver pkg/admission/plugin/policy/validating/dispatcher.go). */
import type { WriteOptions } from '../../../api';

/** One validation that failed, as the log has it. */
export interface Failure {
  readonly message: string;
  readonly policy: string;
  readonly binding: string;
  readonly expressionIndex: number;
  readonly validationActions: readonly string[];
}

const longestValue = 10 * 1024;
const mostFailures = 50;

export class AuditNotes {
  private readonly values = new Map<string, Set<string>>();
  private readonly failures: Failure[] = [];

  /** What several bindings say of one key is told together, the same once. */
  add(key: string, value: string): void {
    const values = this.values.get(key) ?? new Set<string>();
    this.values.set(key, values);
    values.add(Buffer.byteLength(value) > longestValue ? Buffer.from(value).subarray(0, longestValue).toString() : value);
  }

  failed({ message, policy, binding, expressionIndex, validationActions }: Failure): void {
    this.failures.push({ message, policy, binding, expressionIndex, validationActions });
  }

  publish({ annotate }: Pick<WriteOptions, 'annotate'>): void {
    if (!annotate) return;
    for (const [key, values] of this.values) annotate(key, [...values].join(', '));
    if (this.failures.length) annotate('validation.policy.admission.k8s.io/validation_failure', JSON.stringify(this.failures.slice(0, mostFailures)));
  }
}
