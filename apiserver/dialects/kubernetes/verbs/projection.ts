/** GET, PUT and PATCH of a projection subresource (`/scale`). */
import type { Projection } from '../../../../api';
import { keyOf, type Call, type VerbHandler } from '../call';
import { readObject } from '../input';
import { readPatch, writePatched } from '../patching';
import { sendObject } from '../respond';
import { writeOptions } from '../write-options';

const nameOf = ({ info }: Call): string => info.subresource ?? '';

export const getProjection: VerbHandler = async (call) => {
  sendObject(call, 200, await call.store.project(keyOf(call), nameOf(call)));
};

export const updateProjection: VerbHandler = async (call) => {
  const { value } = await readObject(call.request, schemaOf(call).name);
  const options = writeOptions(call, 'UpdateOptions');
  sendObject(call, 200, await call.store.updateProjection(keyOf(call), nameOf(call), () => value, options));
};

export const patchProjection: VerbHandler = async (call) => {
  const apply = await readPatch(call, schemaOf(call).merge, () => writeOptions(call, 'PatchOptions'));
  const options = writeOptions(call, 'PatchOptions');
  sendObject(call, 200, await writePatched(apply, (change) => call.store.updateProjection(keyOf(call), nameOf(call), change, options)));
};

const schemaOf = (call: Call): Projection<never>['schema'] => (call.store.definition.subresources[nameOf(call)] as Projection<never>).schema;
