/** Who am I? `kubectl auth whoami` (KEP-3325). */
import { define } from '../../define';
import type * as authentication from '../../schema/types/authentication.v1';

export const selfsubjectreviews = define<authentication.SelfSubjectReview>('authentication.k8s.io', 'v1', 'SelfSubjectReview', {
  answer: (review, { name, groups }) => ({ ...review, status: { userInfo: { username: name, groups: [...groups] } } }),
});
