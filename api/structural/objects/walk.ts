/** How work that only some schemas ask for finds the values it is for: compiled once, and nothing where there is nothing to do. */
import { isObject } from '../../patch/own';
import { childPath, propertiesOf, valuesOf, type Structural } from '../structural';

/** Work on a value at a path; `found` takes what it finds. */
export type Visit<Found> = (value: unknown, path: string, found: Found) => void;

/** What `compile` makes of the schemas of parts, run on the parts; undefined when it makes nothing of any. */
export function throughParts<Found>(schema: Structural, compile: (part: Structural) => Visit<Found> | undefined): Visit<Found> | undefined {
  const compiled = propertiesOf(schema).map(([name, property]) => [name, compile(property)] as const);
  const [values, items] = [valuesOf(schema), schema.items].map((part) => part && compile(part));
  if (!values && !items && !compiled.some(([, visit]) => visit)) return undefined;
  const properties = new Map(compiled);
  return (value, path, found) => {
    if (Array.isArray(value)) {
      if (items) for (let i = 0; i < value.length; i++) items(value[i], `${path}[${i}]`, found);
    } else if (isObject(value)) {
      for (const key of Object.keys(value)) {
        if (properties.has(key)) properties.get(key)?.(value[key], childPath(path, key), found);
        else values?.(value[key], `${path}[${key}]`, found);
      }
    }
  };
}

/** Both, as far as there are both. */
export function both<Found>(first: Visit<Found> | undefined, second: Visit<Found> | undefined): Visit<Found> | undefined {
  if (!first || !second) return first ?? second;
  return (value, path, found) => {
    first(value, path, found);
    second(value, path, found);
  };
}
