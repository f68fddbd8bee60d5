/** Leases: who holds what, and until when (kubernetes pkg/apis/coordination/validation). */
import { define } from '../../define';
import { forbidden, invalid, notSupported, type FieldError } from '../../field-error';
import type * as coordination from '../../schema/types/coordination.v1';
import { nonNegative, qualifiedName, when } from '../checks';
import { ageColumn, column, nameColumn } from '../columns';

export const leases = define<coordination.Lease>('coordination.k8s.io', 'v1', 'Lease', {
  strategy: { generation: false, createOnUpdate: true, unconditionalUpdate: false, validate: validateLease },
  columns: [nameColumn(), column('Holder', 'Who holds the lease.', ({ spec }) => spec.holderIdentity ?? ''), ageColumn()],
});

function validateLease({ spec: { leaseDurationSeconds, leaseTransitions, strategy, preferredHolder } }: coordination.Lease): FieldError[] {
  return [
    ...when(leaseDurationSeconds !== undefined && leaseDurationSeconds <= 0, () =>
      invalid('spec.leaseDurationSeconds', leaseDurationSeconds, 'must be greater than 0')),
    ...nonNegative(leaseTransitions, 'spec.leaseTransitions'),
    ...(strategy === undefined ? [] : validateStrategy(strategy, 'spec.strategy')),
    ...when(preferredHolder && !strategy, () => forbidden('spec.preferredHolder', 'may only be specified if `strategy` is defined')),
  ];
}

const strategies = ['OldestEmulationVersion'];

/** How the leader is chosen (KEP-4355); one with a domain is somebody else's. */
const validateStrategy = (strategy: string, field: string): FieldError[] =>
  (strategy.includes('/') ? qualifiedName(strategy, field) : when(!strategies.includes(strategy), () => notSupported(field, strategy, strategies)));
