/** Descriptions of admissionregistration.k8s.io. */
import { serviceReference, webhookClient } from './shared';
import type { Descriptions, FieldDescriptions } from './shape';

const rule = (): FieldDescriptions => ({
  apiGroups: 'API groups; * for all.', apiVersions: 'API versions; * for all.', resources: 'Resources, with /subresource; * for all, */* with all subresources.',
  scope: 'Cluster, Namespaced or * (default).',
});

const operations = 'CREATE, UPDATE, DELETE, CONNECT or *.';
const failurePolicy = 'What happens when it cannot be asked or is in error: Fail (default) refuses the request, Ignore lets it pass.';
const matchConditions = 'Further conditions in CEL; all must be true.';
const matchPolicy = 'Equivalent (default): also requests for the same object in another version. Exact: only what the rules say.';
const namespaceSelector = 'Namespaces of the objects, by label.';
const objectSelector = 'Objects, by label; the old or the new one must match.';
const reinvocationPolicy = 'Never (default), or IfNeeded: asked again when a later one has changed the object.';

const webhook = (): FieldDescriptions => ({
  name: 'Name of the webhook, as a full domain name.', clientConfig: 'How it is reached.', rules: 'What it is asked about.', failurePolicy, matchPolicy, namespaceSelector, objectSelector,
  sideEffects: 'Whether asking changes anything else: None or NoneOnDryRun.', timeoutSeconds: 'Seconds to wait for the answer, 1 to 30; 10 by default.',
  admissionReviewVersions: 'Versions of AdmissionReview that it understands, the best first.', matchConditions,
});

const policy = (): FieldDescriptions => ({
  paramKind: 'Kind of the objects that hold settings for it.', matchConstraints: 'What it is about.', variables: 'Values that expressions can use as variables.<name>.', failurePolicy, matchConditions,
});

const binding = (): FieldDescriptions => ({ policyName: 'Name of the policy. Needed.', paramRef: 'Settings that it gets here.', matchResources: 'Narrows what it is about.' });

export const admissionregistration: Descriptions = () => ({
  MutatingWebhookConfiguration: ['Webhooks that may change objects before they are stored.', { webhooks: 'The webhooks.' }],
  ValidatingWebhookConfiguration: ['Webhooks that may refuse objects before they are stored.', { webhooks: 'The webhooks.' }],
  MutatingWebhook: ['A webhook that may change objects.', { ...webhook(), reinvocationPolicy }],
  ValidatingWebhook: ['A webhook that may refuse objects.', webhook()],
  WebhookClientConfig: ['How a webhook is reached.', webhookClient()],
  ServiceReference: ['A service that answers.', serviceReference()],
  Rule: ['Resources.', rule()],
  RuleWithOperations: ['Operations on resources.', { operations, ...rule() }],
  NamedRuleWithOperations: ['Operations on resources or single objects.', { operations, ...rule(), resourceNames: 'Names of the objects; all when empty.' }],
  MatchCondition: ['A condition in CEL.', { name: 'Its name.', expression: 'CEL that says true or false, with object, oldObject, request and authorizer.' }],
  MatchResources: ['What something is about.', {
    namespaceSelector, objectSelector, resourceRules: 'Operations that it is about.', excludeResourceRules: 'Operations that it is not about, whatever the others say.', matchPolicy,
  }],
  ValidatingAdmissionPolicy: ['Rules in CEL that objects must keep. They hold where a binding says so.'],
  ValidatingAdmissionPolicySpec: ['What must be kept.', { ...policy(), validations: 'The rules.', auditAnnotations: 'What is written to the audit log.' }],
  ValidatingAdmissionPolicyStatus: ['What was found about the policy.', { observedGeneration: 'Generation that was looked at.', typeChecking: 'Faults in its expressions.', conditions: 'What is going on.' }],
  Validation: ['A rule.', {
    expression: 'CEL that must be true, with object, oldObject, request, params, namespaceObject, variables and authorizer.', message: 'What is said when it is not.', messageExpression: 'CEL that makes the message.',
    reason: 'Reason of the refusal: Unauthorized, Forbidden, Invalid (default) or RequestEntityTooLarge.',
  }],
  AuditAnnotation: ['Something for the audit log.', { key: 'Its key.', valueExpression: 'CEL that makes the value; null for none.' }],
  Variable: ['A value that expressions can use.', { name: 'Its name.', expression: 'CEL that makes it.' }],
  TypeChecking: ['Faults in expressions.', { expressionWarnings: 'The faults.' }],
  ExpressionWarning: ['A fault in an expression.', { fieldRef: 'Where it stands.', warning: 'What is wrong.' }],
  ValidatingAdmissionPolicyBinding: ['Puts a policy into force.'],
  ValidatingAdmissionPolicyBindingSpec: ['Which policy, for what.', { ...binding(), validationActions: 'What a broken rule does: Deny, Warn, Audit.' }],
  MutatingAdmissionPolicy: ['Changes in CEL that are made to objects before they are stored. They hold where a binding says so.'],
  MutatingAdmissionPolicySpec: ['What is changed.', { ...policy(), mutations: 'The changes, one after the other.', reinvocationPolicy }],
  Mutation: ['A change.', { patchType: 'ApplyConfiguration or JSONPatch.', applyConfiguration: 'As an apply configuration.', jsonPatch: 'As a JSON patch.' }],
  ApplyConfiguration: ['A change as an apply configuration.', { expression: 'CEL that makes an Object{…}.' }],
  JSONPatch: ['A change as a JSON patch.', { expression: 'CEL that makes a list of JSONPatch{…}.' }],
  MutatingAdmissionPolicyBinding: ['Puts a policy into force.'],
  MutatingAdmissionPolicyBindingSpec: ['Which policy, for what.', binding()],
  ParamKind: ['A kind of objects with settings.', { apiVersion: 'API version.', kind: 'Kind.' }],
  ParamRef: ['Objects with settings: by name or by label.', {
    name: 'Name of one object.', namespace: 'Its namespace; that of the request when left out.', selector: 'Objects by label.', parameterNotFoundAction: 'When there is none: Allow or Deny.',
  }],
});
