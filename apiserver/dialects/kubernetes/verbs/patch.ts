/** PATCH of one object, or of a view of it. The registry applies the patch again when somebody else was faster. */
import { keyOf, type VerbHandler } from '../call';
import { readPatch, writePatched } from '../patching';
import { sendEntry } from '../respond';
import { writeOptions } from '../write-options';

export const patch: VerbHandler = async (call) => {
  const { store, info } = call;
  const apply = await readPatch(call, store.definition.schema.merge, () => writeOptions(call, 'PatchOptions'));
  const options = { ...writeOptions(call, 'PatchOptions'), ...(info.subresource && { subresource: info.subresource }) };
  const { entry, created } = await writePatched(apply, (change) => store.update(keyOf(call), change, options));
  sendEntry(call, created ? 201 : 200, entry);
};
