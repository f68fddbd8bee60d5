/** MutatingAdmissionPolicyBindings: where a policy changes objects. */
import { define } from '../../define';
import { required } from '../../field-error';
import type * as admission from '../../schema/types/admissionregistration.v1';
import { when } from '../checks';
import { ageColumn, column, nameColumn } from '../columns';
import { defaultBinding, formatParamRef, validateBinding } from './policies';

export const mutatingadmissionpolicybindings = define<admission.MutatingAdmissionPolicyBinding>('admissionregistration.k8s.io', 'v1', 'MutatingAdmissionPolicyBinding', {
  strategy: {
    default: ({ spec }) => defaultBinding(spec),
    validate: ({ spec }) => [...when(!spec.policyName, () => required('spec.policyName')), ...validateBinding(spec)],
  },
  columns: [
    nameColumn(),
    column('PolicyName', 'The policy that holds.', ({ spec }) => spec.policyName ?? ''),
    column('ParamRef', 'The parameters it holds with.', ({ spec }) => formatParamRef(spec)),
    ageColumn(),
  ],
});
