/** What an object would be refused for whatever else there is in the cluster, found without writing: a create as far as the kind's own rules go. */
import { fieldError, type Clock, type KubeObject, type Random, type ResourceDefinition } from '../../api';
import { decodeInput } from './decode';
import { fillOnCreate, placeInNamespace } from './system-fields';
import { refuseInvalid, validateNew } from './validation';

export interface RuleContext {
  readonly clock: Clock;
  readonly random: Random;
}

/** Throws ApiError BadRequest or Invalid. `input` is any JSON value; a name has to be given. */
export function checkAcceptable<T extends KubeObject>(definition: ResourceDefinition<T>, input: unknown, { clock, random }: RuleContext): void {
  const object = decodeInput(definition, input, {});
  placeInNamespace(definition, object, undefined);
  if (!object.metadata.name) refuseInvalid(definition, object, [fieldError.required('metadata.name', 'name is required')]);
  fillOnCreate({ definition, clock, random }, object);
  definition.strategy.prepareForCreate?.(object, { now: clock.now(), random });
  refuseInvalid(definition, object, validateNew(definition, object));
}
