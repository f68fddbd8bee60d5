/** Bootstrap tokens go when their time is over (kubernetes pkg/controller/bootstrap/tokencleaner.go). */
import { ApiError, keyOf, kinds } from '../../api';
import type { ControllerFactory } from '../../client';
import { ifPresent, uidOf } from '../ownership';
import { isToken, timeLeft } from './tokens';

export const bootstrapTokenCleaner: ControllerFactory = ({ client, informers, clock }) => {
  const secrets = informers.of(kinds.secrets);
  return {
    name: 'token-cleaner-controller',
    for: kinds.secrets,
    concerns: isToken,
    concurrency: 1,
    async reconcile(key) {
      const secret = secrets.lister.get(key);
      const left = secret && timeLeft(secret, clock.now());
      if (!secret || left === undefined) return undefined;
      if (left > 0) return { requeueAfterMs: left };
      try {
        await ifPresent(client.of(kinds.secrets).delete(keyOf(secret), { preconditions: { uid: uidOf(secret) } }));
      } catch (error) {
        // Another secret of that name.
        if (!ApiError.is(error, 'Conflict')) throw error;
      }
      return undefined;
    },
  };
};
