/** Defaults are filled in wherever their object is there (k8s.io/apiextensions-apiserver pkg/apiserver/schema/defaulting algorithm.go). */
import { propertiesOf, valuesOf, type Structural } from '../structural';
import { isObject, setOwn, type Json } from '../../patch/own';
import { copyOf, sortKeys } from './copy';

/** In place. `first`: keys that come before all others. */
export type Fill = (value: unknown, first?: readonly string[]) => void;

/** Undefined: nothing in the schema has a default. */
export function compileDefaults(schema: Structural): Fill | undefined {
  const own = propertiesOf(schema).filter(([, property]) => property.default !== undefined);
  const compiled = propertiesOf(schema).map(([name, property]) => [name, compileDefaults(property)] as const);
  const values = valuesOf(schema);
  const [ofValues, ofItems] = [values, schema.items].map((part) => part && element(part));
  if (!own.length && !ofValues && !ofItems && !compiled.some(([, fill]) => fill)) return undefined;
  const members = new Map(compiled);
  return (value, first) => {
    if (Array.isArray(value)) {
      if (ofItems) for (let i = 0; i < value.length; i++) ofItems(value, String(i));
    } else if (isObject(value)) {
      fillOwn(own, value, first);
      for (const key of Object.keys(value)) {
        if (members.has(key)) members.get(key)?.(value[key]);
        else ofValues?.(value, key);
      }
    }
  };
}

function fillOwn(own: readonly (readonly [string, Structural])[], object: Json, first: readonly string[] | undefined): void {
  let added = false;
  for (const [name, { nullable, default: value }] of own) {
    const there = Object.hasOwn(object, name);
    if (there && (object[name] !== null || nullable)) continue;
    setOwn(object, name, copyOf(value));
    added ||= !there;
  }
  if (added) sortKeys(object, first);
}

type Element = (container: Json | unknown[], key: string) => void;

/** Values of maps and items of lists are there already, but may be null. */
function element(schema: Structural): Element | undefined {
  const { nullable, default: value } = schema;
  const fill = compileDefaults(schema);
  if (!fill && (value === undefined || nullable)) return undefined;
  return (container, key) => {
    const object = container as Json;
    if (object[key] === null && !nullable && value !== undefined) setOwn(object, key, copyOf(value));
    fill?.(object[key]);
  };
}
