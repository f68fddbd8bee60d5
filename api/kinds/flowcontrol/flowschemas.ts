/** FlowSchemas: which requests are of which priority level (kubernetes pkg/apis/flowcontrol/validation). They do not act here. */
import { define } from '../../define';
import { forbidden, invalid, notSupported, required, type FieldError } from '../../field-error';
import { subdomainFault } from '../../names';
import type * as flowcontrol from '../../schema/types/flowcontrol.v1';
import { byText, each, given, label, subdomain, when } from '../checks';
import { ageColumn, column, nameColumn, none } from '../columns';
import { statusView } from '../status-view';
import { mandatoryFlowSchemas, validateConditions, validateMandatory } from './mandatory';
import { validateNonResourceRule, validateResourceRule } from './rules';

const highestPrecedence = 10_000;
const methods = ['ByNamespace', 'ByUser'];

export const flowschemas = define<flowcontrol.FlowSchema>('flowcontrol.apiserver.k8s.io', 'v1', 'FlowSchema', {
  strategy: {
    default({ spec }) {
      spec.matchingPrecedence ||= 1000;
    },
    validate: ({ metadata: { name = '' }, spec }) => [
      ...validatePrecedence(name, spec.matchingPrecedence, 'spec.matchingPrecedence'),
      ...given(spec.distinguisherMethod, (method) => when(!methods.includes(method.type), () => notSupported('spec.distinguisherMethod.type', { Type: method.type }, methods))),
      ...validateLevel(spec.priorityLevelConfiguration.name, 'spec.priorityLevelConfiguration.name'),
      ...each(spec.rules, 'spec.rules', validateRule),
      ...validateMandatory(name, spec, mandatoryFlowSchemas),
    ],
  },
  subresources: { status: statusView<flowcontrol.FlowSchema>({ validateUpdate: validateConditions }) },
  columns: [
    nameColumn(),
    column('PriorityLevel', 'The level of matching requests.', ({ spec }) => spec.priorityLevelConfiguration.name),
    column('MatchingPrecedence', 'Of several that match, the lowest counts.', ({ spec }) => spec.matchingPrecedence),
    column('DistinguisherMethod', 'What makes requests one flow.', ({ spec }) => spec.distinguisherMethod?.type ?? none),
    ageColumn(),
    column('MissingPL', 'Whether the level does not exist.', ({ status }) => status.conditions?.find(({ type }) => type === 'Dangling')?.status ?? '?'),
  ],
});

const validatePrecedence = (name: string, precedence: number, field: string): FieldError[] => [
  ...when(precedence <= 0, () => invalid(field, precedence, 'must be a positive value')),
  ...when(precedence > highestPrecedence, () => invalid(field, precedence, `must not be greater than ${highestPrecedence}`)),
  ...when(precedence === 1 && name !== 'exempt', () => invalid(field, precedence, "only the schema named 'exempt' may have matchingPrecedence 1")),
];

const validateLevel = (name: string, field: string): FieldError[] => (name ? subdomain(name, field) : [required(field, 'must reference a priority level')]);

const validateRule = ({ subjects, resourceRules, nonResourceRules }: flowcontrol.PolicyRulesWithSubjects, field: string): FieldError[] => [
  ...each(subjects, `${field}.subjects`, validateSubject),
  ...when(!subjects?.length, () => required(`${field}.subjects`, 'subjects must contain at least one value')),
  ...when(!resourceRules?.length && !nonResourceRules?.length, () => required(field, 'at least one of resourceRules and nonResourceRules has to be non-empty')),
  ...each(resourceRules, `${field}.resourceRules`, validateResourceRule),
  ...each(nonResourceRules, `${field}.nonResourceRules`, validateNonResourceRule),
];

const members = { ServiceAccount: 'serviceAccount', User: 'user', Group: 'group' } as const;
type SubjectKind = keyof typeof members;
const subjectKinds = Object.keys(members) as SubjectKind[];

const accountName = byText(subdomainFault);

/** The member of its kind, and no other. */
function validateSubject(subject: flowcontrol.Subject, field: string): FieldError[] {
  const kind = subjectKinds.find((each) => each === subject.kind);
  if (!kind) return [notSupported(`${field}.kind`, subject.kind, [...subjectKinds].sort())];
  const own = members[kind];
  const others = subjectKinds.filter((other) => other !== kind && subject[members[other]]);
  return [
    ...(subject[own] ? when(!subject[own].name, () => required(`${field}.${own}.name`)) : [required(`${field}.${own}`, `${own} is required when subject kind is '${kind}'`)]),
    ...given(kind === 'ServiceAccount' && subject.serviceAccount, (account) => validateAccount(account, `${field}.serviceAccount`)),
    ...others.map((other) => forbidden(`${field}.${members[other]}`, `${members[other]} is forbidden when subject kind is not '${other}'`)),
  ];
}

const validateAccount = ({ name, namespace }: flowcontrol.ServiceAccountSubject, field: string): FieldError[] => [
  ...(name && name !== '*' ? accountName(name, `${field}.name`) : []),
  ...(namespace ? label(namespace, `${field}.namespace`) : [required(`${field}.namespace`, 'must specify namespace for service account')]),
];
