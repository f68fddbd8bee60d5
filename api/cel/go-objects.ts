/**
 * Objects of a known definition as programs in Go see them: a field that is not set is zero, quantities and times are values of
 * their own. So expressions of kwok see pods and nodes (kubernetes-sigs/kwok pkg/utils/cel/default.go).
 */
import { definitionFacts, type FieldFacts } from '../schema/facts';
import { quantity } from './library/quantity';
import type { Shape } from './types/shape';
import { dyn } from './types/types';
import { dynamic, JsonList, JsonMap, type JsonObject } from './values/json';
import { parseTimestamp } from './values/time';
import { Double, MapValue, type Timestamp, type Value } from './values/values';

type Facts = Readonly<Record<string, FieldFacts>>;

/** The shape of `core.v1.Pod` and the like. */
export const goObject = (definition: string): Shape => ({ type: dyn, wrap: (json) => new GoObject(definition, json as JsonObject) });

/** What a value of such a shape was made of. */
export const sourceOf = (value: Value): { readonly definition: string; readonly json: JsonObject } | undefined => (value instanceof GoObject ? value : undefined);

class GoObject extends MapValue {
  private readonly facts: Facts;

  constructor(readonly definition: string, readonly json: JsonObject) {
    super();
    this.facts = definitionFacts(definition).fields ?? {};
  }

  get size(): number {
    return this.keys().length;
  }

  keys(): readonly string[] {
    return Object.keys(this.json).filter((key) => Object.hasOwn(this.facts, key));
  }

  override has(key: Value): boolean {
    return typeof key === 'string' && Object.hasOwn(this.facts, key) && this.json[key] !== undefined;
  }

  find(key: Value): Value | undefined {
    if (typeof key !== 'string' || !Object.hasOwn(this.facts, key)) return undefined;
    const facts = this.facts[key] as FieldFacts;
    const value = this.json[key];
    // A pointer to nothing is no value, but the time at its end is the zero time.
    return value === undefined && facts.ptr && facts.type !== 'time' ? undefined : field(facts, value);
  }
}

function field(facts: FieldFacts, json: unknown): Value {
  if (facts.list) return new JsonList((json as readonly unknown[] | undefined) ?? [], shapeOf(facts));
  if (!facts.map) return one(facts, json);
  return facts.type === 'quantity' ? new Amounts((json as JsonObject | undefined) ?? {}, shapeOf(facts)) : new JsonMap((json as JsonObject | undefined) ?? {}, shapeOf(facts));
}

const shapeOf = (facts: FieldFacts): Shape => ({ type: dyn, wrap: (json) => one(facts, json) });

/** Of a resource that is not named there is nothing. */
class Amounts extends JsonMap {
  override has(key: Value): boolean {
    return super.find(key) !== undefined;
  }

  override find(key: Value): Value {
    return super.find(key) ?? quantity('0');
  }
}

function one({ ref, type }: FieldFacts, json: unknown): Value {
  if (ref) return new GoObject(ref, (json as JsonObject | undefined) ?? {});
  switch (type) {
    case 'quantity': return quantity(String(json ?? '0'));
    case 'time': case 'microTime': return timeOf(json);
    case 'number': return new Double(Number(json ?? 0));
    case 'integer': return dynamic.wrap(json ?? 0);
    case 'boolean': return json === true;
    default: return json === undefined ? '' : dynamic.wrap(json);
  }
}

const zeroTime = parseTimestamp('0001-01-01T00:00:00Z') as Timestamp;
const timeOf = (json: unknown): Timestamp => parseTimestamp(String(json ?? '')) ?? zeroTime;
