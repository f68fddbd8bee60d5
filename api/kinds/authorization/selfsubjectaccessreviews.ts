/** May I? `kubectl auth can-i`. */
import { authorize } from '../../access';
import { define } from '../../define';
import type * as authorization from '../../schema/types/authorization.v1';
import { validateNoMetadata, validateQuestion } from './review';

export const selfsubjectaccessreviews = define<authorization.SelfSubjectAccessReview>('authorization.k8s.io', 'v1', 'SelfSubjectAccessReview', {
  strategy: { validate: ({ metadata, spec }) => [...validateQuestion(spec), ...validateNoMetadata(metadata)] },
  answer: (review, { name, groups }) => ({ ...review, status: authorize({ ...review.spec, user: name, groups: [...groups] }) }),
});
