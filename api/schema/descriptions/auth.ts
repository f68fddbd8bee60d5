/** Descriptions of authentication.k8s.io and authorization.k8s.io. */
import { policyRule } from './shared';
import type { Descriptions } from './shape';

export const authentication: Descriptions = () => ({
  TokenReview: ['Asks whose token this is. Answered at once, never stored.'],
  TokenReviewSpec: ['The token.', { token: 'The token.', audiences: 'Who is to accept it; the API server when left out.' }],
  TokenReviewStatus: ['Whose it is.', { authenticated: 'True: it is valid.', user: 'Whose it is.', audiences: 'Of those asked for, which may accept it.', error: 'Why it could not be checked.' }],
  UserInfo: ['A user.', { username: 'Name.', uid: 'Identity beyond the name.', groups: 'Groups.', extra: 'What else is known.' }],
  SelfSubjectReview: ['Asks who I am (`kubectl auth whoami`). Answered at once, never stored.'],
  SelfSubjectReviewStatus: ['Who I am.', { userInfo: 'My name and groups.' }],
  TokenRequest: ['Asks for a token of a service account.'],
  TokenRequestSpec: ['Which token.', { audiences: 'Who is to accept it.', expirationSeconds: 'How long it should be valid.', boundObjectRef: 'Object with which it becomes invalid.' }],
  TokenRequestStatus: ['The token.', { token: 'The token.', expirationTimestamp: 'Until when it is valid.' }],
  BoundObjectReference: ['The object that a token is tied to.', { kind: 'Pod, Secret or Node.', apiVersion: 'Its API version.', name: 'Its name.', uid: 'Its UID.' }],
});

export const authorization: Descriptions = () => {
  const { verbs = '', nonResourceURLs = '', ...resources } = policyRule();
  const asked = { resourceAttributes: 'What is to be done with which resource. Either this or nonResourceAttributes.', nonResourceAttributes: 'What is to be done with which path.' };
  return {
    SubjectAccessReview: ['Asks whether somebody may do something. Answered at once, never stored.'],
    LocalSubjectAccessReview: ['Asks whether somebody may do something in one namespace. Answered at once, never stored.'],
    SelfSubjectAccessReview: ['Asks whether I may do something (`kubectl auth can-i`). Answered at once, never stored.'],
    SelfSubjectRulesReview: ['Asks what I may do in a namespace (`kubectl auth can-i --list`). Answered at once, never stored.'],
    SubjectAccessReviewSpec: ['Who, and what.', { ...asked, user: 'Who.', groups: 'Groups of the user.', group: 'Groups of the user.', uid: 'UID of the user.', extra: 'What else is known of the user.' }],
    SelfSubjectAccessReviewSpec: ['What.', asked],
    SelfSubjectRulesReviewSpec: ['Where.', { namespace: 'The namespace.' }],
    SubjectAccessReviewStatus: ['The answer.', { allowed: 'True: it is allowed.', denied: 'True: it is refused whatever others say.', reason: 'Why.', evaluationError: 'What went wrong meanwhile; the answer may hold all the same.' }],
    SubjectRulesReviewStatus: ['What may be done.', { resourceRules: 'With resources.', nonResourceRules: 'With paths.', incomplete: 'True: there may be more.', evaluationError: 'Why it is incomplete.' }],
    ResourceAttributes: ['What is to be done with which resource.', {
      namespace: 'Namespace; empty for all, or for resources of the cluster.', verb: 'What is to be done, such as get.', group: 'API group; * for all.', version: 'API version; * for all.', resource: 'Resource; * for all.',
      subresource: 'Part of the resource.', name: 'Name of the object; empty for all.', fieldSelector: 'Limits it to objects with these fields.', labelSelector: 'Limits it to objects with these labels.',
    }],
    NonResourceAttributes: ['What is to be done with which path.', { path: 'The path.', verb: 'The method of HTTP, in small letters.' }],
    ResourceRule: ['What may be done with resources.', { verbs, ...resources }],
    NonResourceRule: ['What may be done with paths.', { verbs, nonResourceURLs }],
    FieldSelectorAttributes: ['A field selector, as text or in parts.', { rawSelector: 'As text.', requirements: 'In parts; all must hold.' }],
    LabelSelectorAttributes: ['A label selector, as text or in parts.', { rawSelector: 'As text.', requirements: 'In parts; all must hold.' }],
  };
};
