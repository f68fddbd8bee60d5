/** What may I? `kubectl auth can-i --list` (kubernetes pkg/registry/authorization/selfsubjectrulesreview). */
import { define } from '../../define';
import { ApiError } from '../../errors';
import type * as authorization from '../../schema/types/authorization.v1';

const everything: authorization.SubjectRulesReviewStatus = {
  resourceRules: [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'] }],
  nonResourceRules: [{ verbs: ['*'], nonResourceURLs: ['*'] }],
  incomplete: false,
};

export const selfsubjectrulesreviews = define<authorization.SelfSubjectRulesReview>('authorization.k8s.io', 'v1', 'SelfSubjectRulesReview', {
  strategy: {
    // The answer's lists are required, and not yet there.
    default({ status }) {
      status.resourceRules ??= [];
      status.nonResourceRules ??= [];
    },
  },
  answer(review) {
    if (!review.spec.namespace) throw ApiError.badRequest('no namespace on request');
    return { ...review, status: everything };
  },
});
