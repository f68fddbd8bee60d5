/** POST of an action or a procedure (`/binding`, `/eviction`, `/token`). */
import type { Action, Procedure } from '../../../../api';
import { keyOf, type VerbHandler } from '../call';
import { readObject } from '../input';
import { sendObject, sendSuccess } from '../respond';
import { writeOptions } from '../write-options';

export const action: VerbHandler = async (call) => {
  const { store, info, request } = call;
  const name = info.subresource ?? '';
  const { schema } = store.definition.subresources[name] as Action<never> | Procedure<never>;
  const { value } = await readObject(request, schema.name);
  const answer = await store.invoke(keyOf(call), name, value, writeOptions(call, 'CreateOptions'));
  if (answer) sendObject(call, 201, answer);
  else sendSuccess(call, 201);
};
