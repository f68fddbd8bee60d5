import type { KubeObject, ResourceDefinition } from '../api';

/** Whether a subresource shows another object than the one that is kept (`scale`). */
export const isProjection = <T extends KubeObject>({ subresources }: Pick<ResourceDefinition<T>, 'subresources'>, name = ''): boolean =>
  Object.hasOwn(subresources, name) && subresources[name]?.type === 'projection';
