/** Requests that a flow schema means. Lists that are missing altogether, the structure reports. */
import { invalid, notSupported, required, type FieldError } from '../../field-error';
import { labelFault } from '../../names';
import type * as flowcontrol from '../../schema/types/flowcontrol.v1';
import { each, given, when } from '../checks';

const verbs = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'proxy', 'update', 'watch'];

const wildcardAlone = (values: readonly string[] | null, what: string, field: string): FieldError[] =>
  when(values && values.length > 1 && values.includes('*'), () => invalid(field, values, `if '*' is present, must not specify other ${what}`));

const filled = (values: readonly string[] | null, field: string, why: string): FieldError[] => when(!values?.length, () => required(field, why));

const validateVerbs = (values: readonly string[], field: string): FieldError[] => [
  ...filled(values, field, 'verbs must contain at least one value'),
  ...wildcardAlone(values, 'verbs', field),
  ...when(values && !values.includes('*') && values.some((verb) => !verbs.includes(verb)), () => notSupported(field, values, verbs)),
];

export const validateNonResourceRule = ({ verbs: said, nonResourceURLs: urls }: flowcontrol.NonResourcePolicyRule, field: string): FieldError[] => [
  ...validateVerbs(said, `${field}.verbs`),
  ...filled(urls, `${field}.nonResourceURLs`, 'nonResourceURLs must contain at least one value'),
  ...wildcardAlone(urls, 'non-resource URLs', `${field}.nonResourceURLs`),
  ...(urls?.includes('*') ? [] : each(urls, `${field}.nonResourceURLs`, validatePath)),
];

function validatePath(path: string, field: string): FieldError[] {
  const wildcards = path.split('*').length - 1;
  const why = path === '' ? 'must not be empty'
    : path === '/' ? undefined
      : !path.startsWith('/') ? 'must start with slash'
        : path.includes(' ') ? 'must not contain white-space'
          : path.includes('//') ? 'must not contain double slash'
            : wildcards > 1 || (wildcards === 1 && !path.endsWith('/*')) ? 'wildcard can only do suffix matching' : undefined;
  return when(why, () => invalid(field, path, why ?? ''));
}

export const validateResourceRule = (rule: flowcontrol.ResourcePolicyRule, field: string): FieldError[] => [
  ...validateVerbs(rule.verbs, `${field}.verbs`),
  ...filled(rule.apiGroups, `${field}.apiGroups`, 'resource rules must supply at least one api group'),
  ...wildcardAlone(rule.apiGroups, 'api groups', `${field}.apiGroups`),
  ...filled(rule.resources, `${field}.resources`, 'resource rules must supply at least one resource'),
  ...wildcardAlone(rule.resources, 'resources', `${field}.resources`),
  ...when(!rule.namespaces?.length && !rule.clusterScope, () =>
    required(`${field}.namespaces`, 'resource rules that are not cluster scoped must supply at least one namespace')),
  ...wildcardAlone(rule.namespaces, 'namespaces', `${field}.namespaces`),
  ...(rule.namespaces?.includes('*') ? [] : each(rule.namespaces ?? [], `${field}.namespaces`, validateNamespace)),
];

const validateNamespace = (name: string, field: string): FieldError[] =>
  given(labelFault(name), (text) => [invalid(field, name, `each member of this list must be '*' or a DNS-1123 label; ${text}`)]);
