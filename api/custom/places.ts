/** From an object to the values that rules are about, each with what it was before. */
import { isObject } from '../patch/own';
import { compileCorrelation, uncorrelated } from '../structural/validation/correlation';
import { childPath, propertyOf, valuesOf, type Structural } from '../structural/structural';

export interface PlacedValue {
  /** `spec.parts[0]`, `spec.labels[a]`. */
  readonly path: string;
  readonly value: unknown;
  /** `uncorrelated`: there is nothing that it was. */
  readonly old: unknown;
}

/** `steps` as a RulePlace has them: names of properties, `*` for any key, `[]` for any item. */
export function valuesAt(schema: Structural | undefined, [step, ...rest]: readonly string[], here: PlacedValue): PlacedValue[] {
  const { path, value, old } = here;
  if (value === undefined || value === null || !schema) return [];
  if (step === undefined) return [here];
  if (step === '[]') {
    const before = compileCorrelation(schema).items(old);
    const items = Array.isArray(value) ? (value as unknown[]) : [];
    return items.flatMap((item, i) => valuesAt(schema.items, rest, { path: `${path}[${i}]`, value: item, old: before(item) }));
  }
  if (!isObject(value)) return [];
  const was = (name: string): unknown => (isObject(old) && Object.hasOwn(old, name) ? old[name] : uncorrelated);
  if (step !== '*') return valuesAt(propertyOf(schema, step), rest, { path: childPath(path, step), value: Object.hasOwn(value, step) ? value[step] : undefined, old: was(step) });
  const keys = Object.keys(value).filter((key) => propertyOf(schema, key) === undefined);
  return keys.flatMap((key) => valuesAt(valuesOf(schema), rest, { path: `${path}[${key}]`, value: value[key], old: was(key) }));
}
