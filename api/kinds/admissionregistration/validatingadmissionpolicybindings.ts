/** ValidatingAdmissionPolicyBindings: where a policy holds. */
import { define } from '../../define';
import { duplicate, invalid, required, type FieldError } from '../../field-error';
import type * as admission from '../../schema/types/admissionregistration.v1';
import { duplicates, when } from '../checks';
import { ageColumn, column, nameColumn } from '../columns';
import { defaultBinding, formatParamRef, validateBinding } from './policies';

export const validatingadmissionpolicybindings = define<admission.ValidatingAdmissionPolicyBinding>('admissionregistration.k8s.io', 'v1', 'ValidatingAdmissionPolicyBinding', {
  strategy: {
    default: ({ spec }) => defaultBinding(spec),
    validate: ({ spec }) => [...when(!spec.policyName, () => required('spec.policyName')), ...validateBinding(spec), ...validateActions(spec.validationActions, 'spec.validationActions')],
  },
  columns: [
    nameColumn(),
    column('PolicyName', 'The policy that holds.', ({ spec }) => spec.policyName ?? ''),
    column('ParamRef', 'The parameters it holds with.', ({ spec }) => formatParamRef(spec)),
    ageColumn(),
  ],
});

const validateActions = (actions: readonly string[] | undefined, field: string): FieldError[] => [
  ...duplicates(actions, (action) => action, (i, action) => duplicate(`${field}[${i}]`, action)),
  ...when(actions?.includes('Deny') && actions.includes('Warn'), () => invalid(field, actions,
    'must not contain both Deny and Warn (repeating the same validation failure information in the API response and headers serves no purpose)')),
  ...when(!actions?.length, () => required(field, 'at least one validation action is required')),
];
