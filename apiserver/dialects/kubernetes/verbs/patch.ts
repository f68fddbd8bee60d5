/** PATCH of one object, or of a view of it. The registry applies the patch again when somebody else was faster. */
import { keyOf, type VerbHandler } from '../call';
import { writePatch } from '../patching';
import { sendEntry } from '../respond';

export const patch: VerbHandler = async (call) => {
  const { store, info } = call;
  const key = keyOf(call);
  const through = info.subresource && { subresource: info.subresource };
  const { entry, created } = await writePatch(call, store.definition.schema.merge, {
    change: (change, options) => store.update(key, change, { ...options, ...through }),
    apply: (configuration, options) => store.apply(key, configuration, { ...options, ...through }),
  });
  sendEntry(call, created ? 201 : 200, entry);
};
