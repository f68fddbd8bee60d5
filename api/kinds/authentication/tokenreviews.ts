/** Whose token is this? (kubernetes pkg/registry/authentication/tokenreview) */
import { define } from '../../define';
import type * as authentication from '../../schema/types/authentication.v1';
import { TokenRefused, userOfToken } from './token-user';

export const tokenreviews = define<authentication.TokenReview>('authentication.k8s.io', 'v1', 'TokenReview', {
  async answer(review, _user, context) {
    const { token, audiences } = review.spec;
    try {
      const asked = audiences?.length ? audiences : [context.cluster.tokens.issuer];
      return { ...review, status: { authenticated: true, ...(await userOfToken(token, asked, context)) } };
    } catch (error) {
      if (error instanceof TokenRefused) return { ...review, status: { user: {}, error: error.message } };
      throw error;
    }
  },
});
