/** A further version of a kind: what is not said is as in the stored version. */
import type { Conversion, ResourceDefinition, Subresource } from '../definition';
import type { KubeObject } from '../object';
import { deprecationOf } from '../deprecation';
import { kindFacts } from '../schema/facts';
import { schemaFor } from '../schema/schema';
import { restoreOrder } from './canonical-order';
import { columnsThrough } from './columns-through';

export interface Shape<T extends KubeObject, S extends KubeObject> extends Pick<Conversion<T, S>, 'fieldNames' | 'rules'> {
  fromHub(stored: S): T;
  toHub(object: T): S;
  /** Defaults where those of the stored version, which come behind, would be others. */
  default?(object: T): void;
}

/** `group`: another one than that of the stored version. */
export function versionOf<T extends KubeObject, S extends KubeObject>(hub: ResourceDefinition<S>, version: string, shape: Shape<T, S>, group = hub.group): Conversion<T, S> {
  const { fromHub, toHub, fieldNames, rules } = shape;
  const facts = kindFacts(group, version, hub.kind);
  const { createOnUpdate } = hub.strategy;
  const definition: ResourceDefinition<T> = {
    ...hub, group, version,
    schema: schemaFor<T>(facts.definition),
    deprecation: deprecationOf(facts),
    strategy: { ...(createOnUpdate && { createOnUpdate }), ...(shape.default && { default: (object) => shape.default?.(object) }) },
    // They run on the stored version; of this one is asked only what there is.
    subresources: hub.subresources as unknown as Readonly<Record<string, Subresource<T>>>,
    fields: Object.fromEntries(Object.entries(hub.fields).map(([name, read]) => [name, (object: T) => read(toHub(object))])),
    columns: columnsThrough(hub, toHub),
    answer: undefined,
    observe: undefined,
    rowConditions: undefined,
  };
  const apiVersion = `${group}/${version}`;
  return {
    definition, hub, fieldNames, rules,
    fromHub(stored) {
      const object = { ...fromHub(stored), apiVersion };
      restoreOrder(object, facts.definition);
      return object;
    },
    toHub: (object) => ({ ...toHub(object), apiVersion: `${hub.group}/${hub.version}` }),
  };
}

/** Nothing but the version's name differs. */
export const sameShape = <T extends KubeObject>(hub: ResourceDefinition<T>, version: string): Conversion<T, T> =>
  versionOf<T, T>(hub, version, { fromHub: (object) => object, toHub: (object) => object });

/** The shape of another version that is not the stored one; its rules are those of the stored one again. */
export function alike<T extends KubeObject, S extends KubeObject>(other: Conversion<T, S>, version: string): Conversion<T, S> {
  const { group, kind } = other.definition;
  const facts = kindFacts(group, version, kind);
  return {
    ...other, rules: undefined,
    definition: { ...other.definition, version, schema: schemaFor<T>(facts.definition), deprecation: deprecationOf(facts) },
    fromHub: (stored) => ({ ...other.fromHub(stored), apiVersion: `${group}/${version}` }),
  };
}
