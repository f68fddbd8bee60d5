/** What validating and mutating policies share (kubernetes pkg/apis/admissionregistration/validation). */
import { forbidden, invalid, notSupported, required, type FieldError } from '../../field-error';
import { label1035Fault, subdomainFault } from '../../names';
import type * as admission from '../../schema/types/admissionregistration.v1';
import type * as meta from '../../schema/types/meta.v1';
import { each, given, labelSelector, pathSegment, subdomain, when } from '../checks';
import { defaultMatchResources, validateMatchConditions, validateMatchResources } from './rules';

type PolicySpec = admission.ValidatingAdmissionPolicySpec | admission.MutatingAdmissionPolicySpec;
type BindingSpec = Pick<admission.MutatingAdmissionPolicyBindingSpec, 'policyName' | 'paramRef' | 'matchResources'>;

export function defaultPolicy(spec: PolicySpec): void {
  spec.failurePolicy ??= 'Fail';
  defaultMatchResources(spec.matchConstraints);
}

export const validatePolicy = (spec: PolicySpec): FieldError[] => [
  ...given(spec.paramKind, validateParamKind),
  ...(spec.matchConstraints ? [] : [required('spec.matchConstraints')]),
  ...validateMatchResources(spec.matchConstraints, 'spec.matchConstraints'),
  ...when(spec.matchConstraints && !spec.matchConstraints.resourceRules?.length, () => required('spec.matchConstraints.resourceRules')),
  ...validateMatchConditions(spec.matchConditions, 'spec.matchConditions'),
  ...each(spec.variables, 'spec.variables', validateVariable),
];

const identifier = /^[_a-zA-Z][_a-zA-Z0-9]*$/;
const reserved = [
  'true', 'false', 'null', 'in', 'as', 'break', 'const', 'continue', 'else', 'for', 'function', 'if', 'import', 'let', 'loop', 'package', 'namespace', 'return', 'var', 'void', 'while',
];
const isIdentifier = (name: string): boolean => identifier.test(name) && !reserved.includes(name);

const validateVariable = ({ name, expression }: admission.Variable, field: string): FieldError[] => [
  ...(name.trim() ? when(!isIdentifier(name), () => invalid(`${field}.name`, name, 'name is not a valid CEL identifier')) : [required(`${field}.name`, 'name is not specified')]),
  ...when(!expression.trim(), () => required(`${field}.expression`, 'expression is not specified')),
];

function validateParamKind({ apiVersion = '', kind = '' }: admission.ParamKind): FieldError[] {
  const kindText = kind && label1035Fault(kind.toLowerCase());
  return [
    ...(apiVersion ? validateGroupVersion(apiVersion, 'spec.paramKind.apiVersion') : [required('spec.paramKind.apiVersion')]),
    ...when(!kind, () => required('spec.paramKind.kind')),
    ...given(kindText, (text) => [invalid('spec.paramKind.kind', kind, `may have mixed case, but should otherwise match: ${text}`)]),
  ];
}

function validateGroupVersion(apiVersion: string, field: string): FieldError[] {
  const parts = apiVersion.split('/');
  if (parts.length > 2) return [invalid(field, apiVersion, `unexpected GroupVersion string: ${apiVersion}`)];
  const version = parts[parts.length - 1] ?? '';
  const group = parts.length > 1 ? parts[0] ?? '' : '';
  return [
    ...given(group && subdomainFault(group), (text) => [invalid(field, group, text)]),
    ...(version ? given(label1035Fault(version), (text) => [invalid(field, version, text)]) : [invalid(field, apiVersion, 'version must be specified')]),
  ];
}

/** `v1/ConfigMap` (kubernetes pkg/printers/internalversion/printers.go printValidatingAdmissionPolicy). */
export const formatParamKind = ({ paramKind }: PolicySpec): string => (paramKind ? `${paramKind.apiVersion ?? ''}/${paramKind.kind ?? ''}` : '<unset>');

export const defaultBinding = ({ matchResources }: BindingSpec): void => defaultMatchResources(matchResources);

/** A policy's name that is missing, the structure may have reported. */
export const validateBinding = ({ policyName, paramRef, matchResources }: BindingSpec): FieldError[] => [
  ...given(policyName, (name) => subdomain(name, 'spec.policyName')),
  ...given(paramRef, (reference) => validateParamRef(reference, 'spec.paramRef')),
  ...validateMatchResources(matchResources, 'spec.matchResources'),
];

const actions = ['Deny', 'Allow'];

function validateParamRef({ name, selector, parameterNotFoundAction: action }: admission.ParamRef, field: string): FieldError[] {
  const both = (at: string): FieldError[] => when(name && selector, () => forbidden(at, 'name and selector are mutually exclusive'));
  return [
    ...given(name, (text) => pathSegment(text, `${field}.name`)),
    ...both(`${field}.name`),
    ...given(selector, (labels) => labelSelector(labels, `${field}.selector`)),
    ...both(`${field}.selector`),
    ...when(!name && !selector, () => required(field, 'one of name or selector must be specified')),
    ...(action ? when(!actions.includes(action), () => notSupported(`${field}.parameterNotFoundAction`, action, actions)) : [required(`${field}.parameterNotFoundAction`)]),
  ];
}

/** Where no namespace is named, it is not known whether there is one (kubernetes pkg/printers/internalversion/printers.go printValidatingAdmissionPolicyBinding). */
export function formatParamRef({ paramRef }: BindingSpec): string {
  const { name, namespace, selector } = paramRef ?? {};
  if (name) return `${namespace || '*'}/${name}`;
  return selector ? formatSelector(selector) : '<unset>';
}

/** As Go prints the structure (k8s.io/apimachinery apis/meta/v1 generated.pb.go). */
function formatSelector({ matchLabels = {}, matchExpressions = [] }: meta.LabelSelector): string {
  const labels = Object.keys(matchLabels).sort().map((key) => `${key}: ${matchLabels[key]},`);
  const expressions = matchExpressions.map(({ key, operator, values = [] }) => `LabelSelectorRequirement{Key:${key},Operator:${operator},Values:[${values.join(' ')}],},`);
  return `&LabelSelector{MatchLabels:map[string]string{${labels.join('')}},MatchExpressions:[]LabelSelectorRequirement{${expressions.join('')}},}`;
}
