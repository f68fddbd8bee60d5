/** GET, PUT and PATCH of a projection subresource (`/scale`). */
import type { Projection } from '../../../../api';
import { keyOf, type Call, type VerbHandler } from '../call';
import { readObject } from '../input';
import { writePatch } from '../patching';
import { sendProjected } from '../respond';
import { writeOptions } from '../write-options';

const nameOf = ({ info }: Call): string => info.subresource ?? '';

export const getProjection: VerbHandler = async (call) => {
  sendProjected(call, projectionOf(call), await call.store.project(keyOf(call), nameOf(call)));
};

export const updateProjection: VerbHandler = async (call) => {
  const { value } = await readObject(call.request, projectionOf(call).schema.name);
  const options = writeOptions(call, 'UpdateOptions');
  sendProjected(call, projectionOf(call), await call.store.updateProjection(keyOf(call), nameOf(call), () => value, options));
};

export const patchProjection: VerbHandler = async (call) => {
  sendProjected(call, projectionOf(call), await writePatch(call, projectionOf(call).schema.merge, {
    change: (change, options) => call.store.updateProjection(keyOf(call), nameOf(call), change, options),
    apply: (configuration, options) => call.store.applyProjection(keyOf(call), nameOf(call), configuration, options),
  }));
};

const projectionOf = (call: Call): Projection<never> => call.store.definition.subresources[nameOf(call)] as Projection<never>;
