/** POST of an action or a procedure (`/binding`, `/eviction`, `/token`). */
import { kindOfDefinition, type Action, type Procedure } from '../../../../api';
import { keyOf, type VerbHandler } from '../call';
import { readObject, reportDuplicates } from '../input';
import { sendObject, sendSuccess } from '../respond';
import { writeOptions } from '../write-options';

export const action: VerbHandler = async (call) => {
  const { store, info, request } = call;
  const name = info.subresource ?? '';
  const { schema } = store.definition.subresources[name] as Action<never> | Procedure<never>;
  const { value, duplicates } = await readObject(request, schema.name);
  const options = writeOptions(call, 'CreateOptions');
  reportDuplicates(duplicates, kindOfDefinition(schema.name), options);
  const answer = await store.invoke(keyOf(call), name, value, options);
  if (answer) sendObject(call, 201, answer);
  else sendSuccess(call, 201);
};
