/** DeleteOptions as a body carries them (k8s.io/apimachinery pkg/apis/meta/v1/validation ValidateDeleteOptions). */
import { ApiError } from '../errors';
import { invalid, notSupported, type FieldError } from '../field-error';
import type { DeleteOptions, Preconditions } from '../resources';
import { given, when } from './checks';

/** As a client sends them: nothing has been looked at. */
export interface AskedDeletion {
  readonly gracePeriodSeconds?: number;
  readonly propagationPolicy?: string;
  readonly orphanDependents?: boolean;
  readonly preconditions?: Preconditions;
  readonly dryRun?: readonly string[];
}

const policies: readonly string[] = ['Foreground', 'Background', 'Orphan'];

/** Throws ApiError Invalid. */
export function deleteOptionsOf(asked: AskedDeletion = {}): DeleteOptions {
  const faults = faultsOf(asked);
  if (faults.length) throw ApiError.invalid({ group: 'meta.k8s.io', kind: 'DeleteOptions' }, '', faults);
  const { gracePeriodSeconds, propagationPolicy, orphanDependents, preconditions, dryRun } = asked;
  return {
    ...(gracePeriodSeconds !== undefined && { gracePeriodSeconds }),
    ...(propagationPolicy && { propagationPolicy: propagationPolicy as DeleteOptions['propagationPolicy'] }),
    ...(orphanDependents !== undefined && { orphanDependents }),
    ...(preconditions && { preconditions }),
    ...(dryRun?.length && { dryRun: true }),
  };
}

const faultsOf = ({ propagationPolicy, orphanDependents, dryRun = [] }: AskedDeletion): FieldError[] => [
  ...given(propagationPolicy, (policy) => [
    ...when(orphanDependents !== undefined, () => invalid('propagationPolicy', policy, 'orphanDependents and deletionPropagation cannot be both set')),
    ...when(!policies.includes(policy), () => notSupported('propagationPolicy', policy, [...policies, 'nil'])),
  ]),
  ...when(dryRun.some((value) => value !== 'All'), () => notSupported('dryRun', dryRun, ['All'])),
];
