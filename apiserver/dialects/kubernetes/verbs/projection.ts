/** GET, PUT and PATCH of a projection subresource (`/scale`). */
import type { Projection } from '../../../../api';
import { keyOf, type Call, type VerbHandler } from '../call';
import { readObject } from '../input';
import { writePatch } from '../patching';
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
  sendObject(call, 200, await writePatch(call, schemaOf(call).merge, {
    change: (change, options) => call.store.updateProjection(keyOf(call), nameOf(call), change, options),
    apply: (configuration, options) => call.store.applyProjection(keyOf(call), nameOf(call), configuration, options),
  }));
};

const schemaOf = (call: Call): Projection<never>['schema'] => (call.store.definition.subresources[nameOf(call)] as Projection<never>).schema;
