/** DELETE of one object. */
import type { Entry } from '../../../../registry';
import { keyOf, type Call, type VerbHandler } from '../call';
import { deleteOptions } from '../delete-options';
import { sendEntry, sendSuccess } from '../respond';

/** Kinds that answer with the object even when it is gone (their stores' ReturnDeletedObject, kubernetes pkg/registry). */
const returnsObject: ReadonlySet<string> = new Set([
  '/pods', '/podtemplates', '/persistentvolumes', '/persistentvolumeclaims', '/resourcequotas', '/serviceaccounts', '/services',
  'storage.k8s.io/storageclasses', 'storage.k8s.io/csinodes', 'storage.k8s.io/csidrivers', 'storage.k8s.io/volumeattachments',
]);

/** What lingers (finalizers, grace) is answered as an object, what is gone as a Status. */
export const remove: VerbHandler = async (call) => {
  const options = await deleteOptions(call);
  const { entry, gone } = await call.store.delete(keyOf(call), options);
  if (gone && !answersObject(call)) sendGone(call, entry);
  else sendEntry(call, !gone && options.orphanDependents === false ? 202 : 200, entry);
};

const answersObject = ({ store: { definition } }: Call): boolean => returnsObject.has(`${definition.group}/${definition.names.plural}`);

function sendGone(call: Call, { key, object }: Entry): void {
  const { group, names } = call.store.definition;
  sendSuccess(call, 200, { name: key.name, ...(group && { group }), kind: names.plural, uid: object.metadata.uid ?? '' });
}
