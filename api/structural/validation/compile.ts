/**
 * Whether values are what their schema says, told in upstream's words (k8s.io/kube-openapi pkg/validation/validate schema.go).
 *
 * A schema is compiled to closures, each part when a value first has it. ajv, which checks built-in kinds, is not used: it knows
 * neither nullable, int-or-string and the formats as Kubernetes has them, nor which of several schemas fits most, nor what an
 * update has left as it was. It would check faster (fifty fields in 3 us; here 10, sets included), but takes a second to
 * compile a schema of 1 MB, of which every version of a definition has one; this takes none before the first object.
 */
import { isObject, type Json } from '../../patch/own';
import { same } from '../../kinds/equality';
import { once } from '../once';
import { propertiesOf, valuesOf, type Structural } from '../structural';
import { compileCorrelation, uncorrelated, type Correlation } from './correlation';
import { compileJunctors, type PlainCheck } from './junctors';
import { compileNumber } from './numbers';
import { Result } from './result';
import { compileText } from './texts';
import { compileType } from './types';

/** `old`: what the value was before, as far as that can be said. */
type Check = (value: unknown, path: string, result: Result, old: unknown) => void;

export const compileCheck = (schema: Structural): Check => {
  const compiled = once(() => compileNode(schema));
  return (value, path, result, old) => {
    const plain = compiled();
    if (old === uncorrelated) {
      plain(value, path, result, uncorrelated);
      return;
    }
    const outcome = new Result();
    plain(value, path, outcome, old);
    // Faults of what has not changed are let be (KEP-4008).
    if (!outcome.valid && compileCorrelation(schema).equal(value, old)) result.matches += outcome.matches;
    else result.merge(outcome);
  };
};

function compileNode(schema: Structural): Check {
  const type = compileType(schema);
  const junctors = compileJunctors(schema, compileAlone);
  const [text, number] = [compileText(schema), compileNumber(schema)];
  const [list, members] = [compileList(schema), compileMembers(schema)];
  const allowed = compileEnum(schema);
  return (value, path, result, old) => {
    if (type) {
      if (value !== null) result.matches++;
      type(value, path, result);
    } else if (value === null) result.matches++;
    if (value !== null) {
      // Upstream counts the schema as a whole, its junctors twice, its enum, and whatever looks at values of this kind.
      result.matches += typeof value === 'boolean' ? 4 : 5;
      junctors?.(value, path, result);
      if (typeof value === 'string') text(value, path, result);
      else if (typeof value === 'number') number(value, path, result);
      else if (Array.isArray(value)) list(value, path, result, old);
    }
    allowed?.(value, path, result);
    if (isObject(value)) members(value, path, result, old);
  };
}

/** Inside junctors nothing is compared with what was there before. */
function compileAlone(schema: Structural): PlainCheck {
  const check = compileNode(schema);
  return (value, path, result) => check(value, path, result, uncorrelated);
}

/** A null is none of them, even where it is one of the values. */
function compileEnum({ enum: allowed }: Structural): PlainCheck | undefined {
  if (!allowed?.length) return undefined;
  const scalars = new Set(allowed);
  return (value, path, result) => {
    if (value !== null && (scalars.has(value) || allowed.some((each) => typeof each === 'object' && same(each, value)))) return;
    result.unsupported(path, value, allowed);
  };
}

function compileList(schema: Structural): (value: readonly unknown[], path: string, result: Result, old: unknown) => void {
  const { minItems, maxItems } = schema;
  const items = schema.items && compileCheck(schema.items);
  const correlation = compileCorrelation(schema);
  return (value, path, result, old) => {
    result.matches++;
    if (items) {
      const before = itemsBefore(correlation, old);
      for (let i = 0; i < value.length; i++) items(value[i], `${path}[${i}]`, result, before(value[i]));
    }
    if (minItems !== undefined && value.length < minItems) result.invalid(path, value.length, `should have at least ${minItems} items`);
    if (maxItems !== undefined && value.length > maxItems) result.tooMany(path, value.length, maxItems);
  };
}

const nothing = (): unknown => uncorrelated;
const itemsBefore = (correlation: Correlation, old: unknown): ((item: unknown) => unknown) => (old === uncorrelated ? nothing : correlation.items(old));

interface Member { readonly name: string; readonly check: Check }

function compileMembers(schema: Structural): (value: Json, path: string, result: Result, old: unknown) => void {
  const { minProperties, maxProperties, required = [], additionalProperties } = schema;
  const members: Member[] = propertiesOf(schema).map(([name, property]) => ({ name, check: compileCheck(property) }));
  const names = new Set(members.map(({ name }) => name));
  const values = valuesOf(schema);
  const others = values && compileCheck(values);
  const counted = minProperties !== undefined || maxProperties !== undefined;
  return (value, path, result, old) => {
    if (counted) countMembers(Object.keys(value).length, path, result, minProperties, maxProperties);
    if (others) for (const key of Object.keys(value)) if (!names.has(key)) others(value[key], `${path}.${key}`, result, before(old, key, path));
    if (additionalProperties === false) for (const key of Object.keys(value)) if (!names.has(key)) result.invalidAt(path, key, `${path}.${key} in body is a forbidden property`);
    for (const { name, check } of members) {
      if (Object.hasOwn(value, name)) check(value[name], path ? `${path}.${name}` : name, result, before(old, name, path));
    }
    for (const name of required) if (!Object.hasOwn(value, name)) result.required(`${path}.${name}`);
  };
}

function countMembers(count: number, path: string, result: Result, least: number | undefined, most: number | undefined): void {
  if (least !== undefined && count < least) result.invalid(path, count, `should have at least ${least} properties`);
  if (most !== undefined && count > most) result.tooMany(path, count, most);
}

/** What a key held before. A change of the version is not seen, so nothing is let be there. */
function before(old: unknown, key: string, path: string): unknown {
  if (old === uncorrelated || !isObject(old) || !Object.hasOwn(old, key)) return uncorrelated;
  return path === '' && (key === 'kind' || key === 'apiVersion') ? uncorrelated : old[key];
}
