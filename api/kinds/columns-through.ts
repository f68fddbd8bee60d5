/** A version's rows are those of the stored version. */
import type { Column, ResourceDefinition } from '../definition';
import type { KubeObject } from '../object';

export const columnsThrough = <T extends KubeObject, S extends KubeObject>(hub: ResourceDefinition<S>, toHub: (object: T) => S): Column<T>[] =>
  hub.columns.map((column) => ({ ...column, value: (object, now) => column.value(toHub(object), now) }));
