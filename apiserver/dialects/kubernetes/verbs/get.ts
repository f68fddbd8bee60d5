/** GET of one object. */
import { keyOf, type VerbHandler } from '../call';
import { sendEntry } from '../respond';

export const get: VerbHandler = async (call) => {
  const resourceVersion = call.query.text('resourceVersion');
  const entry = await call.store.get(keyOf(call), resourceVersion ? { resourceVersion } : undefined);
  sendEntry(call, 200, entry);
};
