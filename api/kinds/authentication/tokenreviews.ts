/** Whose token is this? Nobody's: none are issued (kubernetes pkg/registry/authentication/tokenreview). */
import { define } from '../../define';
import { ApiError } from '../../errors';
import type * as authentication from '../../schema/types/authentication.v1';

export const tokenreviews = define<authentication.TokenReview>('authentication.k8s.io', 'v1', 'TokenReview', {
  answer(review) {
    if (!review.spec.token) throw ApiError.badRequest('token is required for TokenReview in authentication');
    return { ...review, status: { user: {} } };
  },
});
