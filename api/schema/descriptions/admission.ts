/** Descriptions of what API servers ask webhooks, and of what discovery answers. */
import type { Descriptions } from './shape';

export const admission: Descriptions = () => ({
  AdmissionReview: ['A question to a webhook, and its answer.', { request: 'What is asked.', response: 'What was answered.' }],
  AdmissionRequest: ['What is to be done to which object, and by whom.', {
    uid: 'Identity of the question, to be repeated in the answer.', kind: 'Kind of the object.', resource: 'Resource of the object.', subResource: 'Subresource, such as status.',
    requestKind: 'Kind that the client sent, when it was converted.', requestResource: 'Resource that the client sent to.', requestSubResource: 'Subresource that the client sent to.',
    name: 'Name of the object; empty while it has none.', namespace: 'Namespace of the object.', operation: 'CREATE, UPDATE, DELETE or CONNECT.', userInfo: 'Who does it.',
    object: 'The object as it would be.', oldObject: 'The object as it is.', dryRun: 'True: nothing will be stored.', options: 'Options of the request.',
  }],
  AdmissionResponse: ['Whether it is allowed, and with which changes.', {
    uid: 'Identity of the question.', allowed: 'True: it is allowed.', status: 'Why it is not.', patch: 'Changes to the object.', patchType: 'JSONPatch.', auditAnnotations: 'For the audit log.', warnings: 'Told to the client.',
  }],
});

export const imagepolicy: Descriptions = () => ({
  ImageReview: ['Asks whether images of a pod may be run.'],
  ImageReviewSpec: ['Which images.', { containers: 'Containers of the pod.', annotations: 'Annotations of the pod that concern the check.', namespace: 'Namespace of the pod.' }],
  ImageReviewContainerSpec: ['A container.', { image: 'Its image.' }],
  ImageReviewStatus: ['The answer.', { allowed: 'True: they may.', reason: 'Why not.', auditAnnotations: 'For the audit log.' }],
});

export const apidiscovery: Descriptions = () => {
  const [verbs, scope] = ['Requests that are served.', 'Cluster or Namespaced.'];
  return {
    APIGroupDiscovery: ['An API group with everything that it serves.', { versions: 'Its versions, the preferred one first.' }],
    APIVersionDiscovery: ['A version with its resources.', { version: 'Its name.', resources: 'The resources.', freshness: 'Current or Stale.' }],
    APIResourceDiscovery: ['A resource.', {
      resource: 'Plural name.', responseKind: 'Kind of the objects.', scope, singularResource: 'Singular name.', verbs, shortNames: 'Names for hasty typing.', categories: 'Groups of resources that it is part of.', subresources: 'Its subresources.',
    }],
    APISubresourceDiscovery: ['A subresource.', { subresource: 'Its name.', responseKind: 'Kind that is answered.', acceptedTypes: 'Kinds that are accepted.', verbs }],
  };
};
