/** An application goes when its taskgroups have ended (section 9.5 of the document's specification); by force, at once. */
import { drop, stop } from './stop';
import type { Action, Operation } from './world';

/** The garbage collector takes it away when nothing is owned any more. */
const orphaning = 'orphan';

export const remove: Operation = ({ application, taskgroups, now }, { deadline }) => {
  const { metadata: { deletionTimestamp, finalizers }, spec: { deletion } } = application;
  // Somebody wants taskgroups to stay when the application goes.
  if (finalizers?.includes(orphaning)) return { actions: [], done: false };
  // An object that has been deleted with Kubernetes' API cannot come back: what has not ended in time is not waited for any longer.
  const atOnce = deletion?.enforce === true || (deletionTimestamp !== undefined && now >= deadline);
  if (taskgroups.length > 0 && !atOnce) return { actions: stop(taskgroups), done: false };
  const deletes: readonly Action[] = deletionTimestamp ? [] : [{ do: 'deleteObject' }];
  return { actions: [...drop(taskgroups), ...deletes, { do: 'removeFinalizer' }], done: true };
};
