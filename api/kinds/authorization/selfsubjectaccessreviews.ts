/** May I? `kubectl auth can-i`. */
import { define } from '../../define';
import type * as authorization from '../../schema/types/authorization.v1';
import { allowed, validateNoMetadata, validateQuestion } from './review';

export const selfsubjectaccessreviews = define<authorization.SelfSubjectAccessReview>('authorization.k8s.io', 'v1', 'SelfSubjectAccessReview', {
  strategy: { validate: ({ metadata, spec }) => [...validateQuestion(spec), ...validateNoMetadata(metadata)] },
  answer: (review) => ({ ...review, status: allowed }),
});
