/** Which requests the rules of a webhook mean (k8s.io/apiserver pkg/admission/plugin/webhook/predicates/rules). */
import type { admissionregistration, ResourceDefinition } from '../../../api';
import type { Attempt } from '../../admission';

export type Rule = admissionregistration.RuleWithOperations;

export type Asked = Pick<Attempt, 'operation' | 'subresource'>;

const covers = (items: readonly string[] | null | undefined, asked: string): boolean => Boolean(items?.some((item) => item === '*' || item === asked));

const inScope = (rule: Rule, { scope }: ResourceDefinition): boolean => rule.scope === undefined || rule.scope === '*' || rule.scope === scope;

function namesResource(resources: readonly string[] | null | undefined, plural: string, subresource: string): boolean {
  return Boolean(resources?.some((text) => {
    const slash = text.indexOf('/');
    const [resource, sub] = slash < 0 ? [text, ''] : [text.slice(0, slash), text.slice(slash + 1)];
    return (resource === '*' || resource === plural) && (sub === '*' || sub === subresource);
  }));
}

export const meansRequest = (rule: Rule, definition: ResourceDefinition, { operation, subresource }: Asked): boolean =>
  inScope(rule, definition) && covers(rule.operations, operation) && covers(rule.apiGroups, definition.group) && covers(rule.apiVersions, definition.version) &&
  namesResource(rule.resources, definition.names.plural, subresource);

const configuration = new Set([
  'ValidatingWebhookConfiguration', 'MutatingWebhookConfiguration', 'ValidatingAdmissionPolicy', 'ValidatingAdmissionPolicyBinding',
  'MutatingAdmissionPolicy', 'MutatingAdmissionPolicyBinding',
]);

/** What says how requests are admitted no webhook is asked about: a bad one could never be taken out again. */
export const isExempt = ({ group, kind }: ResourceDefinition): boolean => group === 'admissionregistration.k8s.io' && configuration.has(kind);
