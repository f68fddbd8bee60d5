/** The schema of a definition that the facts describe. */
import { decodeAs } from './decode';
import { applyDefaults } from './defaults';
import type { Decoded, Schema } from './index';
import { mergeFactsOf } from './merge';
import { checkStructure } from './structure';

const schemas = new Map<string, Schema<unknown>>();

/** `definition` as in the facts: `core.v1.Pod`. `T` is its generated type. */
export function schemaFor<T extends object>(definition: string): Schema<T> {
  let schema = schemas.get(definition);
  if (!schema) {
    schema = {
      name: definition,
      decode: (input) => decodeAs(definition, input) as Decoded<unknown>,
      default: (object) => applyDefaults(definition, object as object),
      check: (object) => checkStructure(definition, object as object),
      get merge() {
        return mergeFactsOf(definition);
      },
    };
    schemas.set(definition, schema);
  }
  return schema as Schema<T>;
}
