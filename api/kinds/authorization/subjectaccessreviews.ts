/** May somebody? */
import { authorize } from '../../access';
import { define } from '../../define';
import type * as authorization from '../../schema/types/authorization.v1';
import { validateNoMetadata, validateQuestion, validateSubject } from './review';

export const subjectaccessreviews = define<authorization.SubjectAccessReview>('authorization.k8s.io', 'v1', 'SubjectAccessReview', {
  strategy: { validate: ({ metadata, spec }) => [...validateQuestion(spec), ...validateSubject(spec), ...validateNoMetadata(metadata)] },
  answer: (review) => ({ ...review, status: authorize(review.spec) }),
});
