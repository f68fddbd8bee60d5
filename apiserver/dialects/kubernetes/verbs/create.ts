/** POST of a new object. */
import type { VerbHandler } from '../call';
import { readObject, reportDuplicates } from '../input';
import { sendEntry } from '../respond';
import { writeOptions } from '../write-options';

export const create: VerbHandler = async (call) => {
  const { store, info, request } = call;
  const { value, duplicates } = await readObject(request, store.definition.schema.name);
  const options = writeOptions(call, 'CreateOptions');
  reportDuplicates(duplicates, store.definition, options);
  sendEntry(call, 201, await store.create(value, info.namespace, options));
};
