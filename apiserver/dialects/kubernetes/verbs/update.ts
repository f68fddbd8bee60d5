/** PUT of one object, or of a view of it (`/status`). */
import { keyOf, type VerbHandler } from '../call';
import { readObject, reportDuplicates } from '../input';
import { sendEntry } from '../respond';
import { writeOptions } from '../write-options';

export const update: VerbHandler = async (call) => {
  const { store, info, request } = call;
  const { value, duplicates } = await readObject(request, store.definition.schema.name);
  const options = writeOptions(call, 'UpdateOptions');
  reportDuplicates(duplicates, store.definition, options);
  const { entry, created } = await store.update(keyOf(call), () => value, { ...options, allowCreate: true, ...(info.subresource && { subresource: info.subresource }) });
  sendEntry(call, created ? 201 : 200, entry);
};
