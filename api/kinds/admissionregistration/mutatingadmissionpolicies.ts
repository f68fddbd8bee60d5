/** MutatingAdmissionPolicies (KEP-3962). */
import { mutationFaults } from '../../admission-expressions';
import { define } from '../../define';
import { required, type FieldError } from '../../field-error';
import type * as admission from '../../schema/types/admissionregistration.v1';
import { each, when } from '../checks';
import { ageColumn, column, nameColumn } from '../columns';
import { defaultPolicy, formatParamKind, validatePolicy } from './policies';

export const mutatingadmissionpolicies = define<admission.MutatingAdmissionPolicy>('admissionregistration.k8s.io', 'v1', 'MutatingAdmissionPolicy', {
  strategy: {
    default: ({ spec }) => defaultPolicy(spec),
    validate: ({ spec }) => [
      ...validatePolicy(spec),
      ...when(!spec.mutations?.length, () => required('spec.mutations', 'mutations must contain at least one item')),
      ...each(spec.mutations, 'spec.mutations', validateMutation),
      ...when(!spec.reinvocationPolicy, () => required('spec.reinvocationPolicy')),
      ...mutationFaults(spec),
    ],
  },
  columns: [
    nameColumn(),
    column('Mutations', 'Number of mutations.', ({ spec }) => spec.mutations?.length ?? 0, 'integer'),
    column('ParamKind', 'The kind of the parameters.', ({ spec }) => formatParamKind(spec)),
    ageColumn(),
  ],
});

/** An expression of its type, which the structure knows. */
function validateMutation({ patchType, applyConfiguration, jsonPatch }: admission.Mutation, field: string): FieldError[] {
  const [name, change] = patchType === 'JSONPatch' ? ['jsonPatch', jsonPatch] as const : ['applyConfiguration', applyConfiguration] as const;
  if (!change) return when(patchType, () => required(`${field}.${name}`, `must be specified when patchType is ${patchType}`));
  return when(!change.expression?.trim(), () => required(`${field}.${name}.expression`, 'expression is not specified'));
}
