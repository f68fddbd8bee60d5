/** ValidatingAdmissionPolicies (KEP-3488). */
import { longestAnnotation, validationFaults } from '../../admission-expressions';
import { define } from '../../define';
import { duplicate, invalid, notSupported, required, type FieldError } from '../../field-error';
import type * as admission from '../../schema/types/admissionregistration.v1';
import { duplicates, each, given, qualifiedName, when } from '../checks';
import { ageColumn, column, nameColumn } from '../columns';
import { conditions } from '../conditions';
import { statusView } from '../status-view';
import { defaultPolicy, formatParamKind, validatePolicy } from './policies';

export const validatingadmissionpolicies = define<admission.ValidatingAdmissionPolicy>('admissionregistration.k8s.io', 'v1', 'ValidatingAdmissionPolicy', {
  strategy: {
    default: ({ spec }) => defaultPolicy(spec),
    validate: ({ metadata, spec }) => [...validatePolicy(spec), ...validateOutcomes(spec), ...validateAnnotations(metadata.name ?? '', spec.auditAnnotations), ...validationFaults(spec)],
  },
  subresources: { status: statusView({ validateUpdate: validateReport }) },
  columns: [
    nameColumn(),
    column('Validations', 'Number of validations.', ({ spec }) => spec.validations?.length ?? 0, 'integer'),
    column('ParamKind', 'The kind of the parameters.', ({ spec }) => formatParamKind(spec)),
    ageColumn(),
  ],
});

/** What checking the types of its expressions has found. */
function validateReport({ status: { typeChecking, conditions: states } }: admission.ValidatingAdmissionPolicy): FieldError[] {
  return [
    ...each(typeChecking?.expressionWarnings, 'status.typeChecking.expressionWarnings', ({ warning, fieldRef }, at) => [
      ...when(!warning, () => required(`${at}.warning`)),
      ...when(!fieldRef?.trim(), () => required(`${at}.fieldRef`)),
    ]),
    ...conditions(states, 'status.conditions'),
  ];
}

function validateOutcomes({ validations, auditAnnotations }: admission.ValidatingAdmissionPolicySpec): FieldError[] {
  if (validations?.length || auditAnnotations?.length) return each(validations, 'spec.validations', validateValidation);
  return ['spec.validations', 'spec.auditAnnotations'].map((field) => required(field, 'validations or auditAnnotations must contain at least one item'));
}

const reasons = ['Forbidden', 'Invalid', 'RequestEntityTooLarge'];

const validateValidation = ({ expression, message = '', messageExpression = '', reason }: admission.Validation, field: string): FieldError[] => [
  ...when(!expression.trim(), () => required(`${field}.expression`, 'expression is not specified')),
  ...when(messageExpression && !messageExpression.trim(), () => invalid(`${field}.messageExpression`, messageExpression, 'must be non-empty if specified')),
  ...when(message && !message.trim(), () => invalid(`${field}.message`, message, 'message must be non-empty if specified')),
  ...when(/[\n\r]/.test(message.trim()), () => invalid(`${field}.message`, message, 'message must not contain line breaks')),
  ...given(reason, (text) => when(!reasons.includes(text), () => notSupported(`${field}.reason`, text, reasons))),
];

const mostAnnotations = 20;

const validateAnnotations = (policy: string, annotations: readonly admission.AuditAnnotation[] | undefined): FieldError[] => [
  ...when(annotations && annotations.length > mostAnnotations, () =>
    invalid('spec.auditAnnotations', annotations, `must not have more than ${mostAnnotations} auditAnnotations`)),
  ...each(annotations, 'spec.auditAnnotations', ({ key, valueExpression }, at) => [
    // The key is the second half of the annotation's own.
    ...qualifiedName(policy ? `${policy}/${key}` : key, `${at}.key`),
    ...(valueExpression.trim()
      ? when(Buffer.byteLength(valueExpression.trim()) > longestAnnotation, () => required(`${at}.valueExpression`, `must not exceed ${longestAnnotation} bytes in length`))
      : [required(`${at}.valueExpression`, 'valueExpression is not specified')]),
  ]),
  ...duplicates(annotations, ({ key }) => key, (i, key) => duplicate(`spec.auditAnnotations[${i}].key`, key)),
];
