/** POST of an action subresource (`/binding`, `/eviction`). */
import type { Action } from '../../../../api';
import { keyOf, type VerbHandler } from '../call';
import { readObject } from '../input';
import { sendSuccess } from '../respond';
import { writeOptions } from '../write-options';

export const action: VerbHandler = async (call) => {
  const { store, info, request } = call;
  const name = info.subresource ?? '';
  const { schema } = store.definition.subresources[name] as Action<never>;
  const { value } = await readObject(request, schema.name);
  await store.invoke(keyOf(call), name, value, writeOptions(call, 'CreateOptions'));
  sendSuccess(call, 201);
};
