/** Rules of `x-kubernetes-validations` on objects (k8s.io/apiextensions-apiserver pkg/apiserver/schema/cel validation.go; KEP-2876, KEP-4008). */
import { CelBudgetExceeded, CelError, perCallLimit, runtimeCostBudget } from '../cel';
import { Optional } from '../cel/values/values';
import type { FieldError } from '../field-error';
import { fieldPath, rulePlaces, type RulePlace, type Structural } from '../structural';
import { compileCorrelation, uncorrelated } from '../structural/validation/correlation';
import { compileRule, type CompiledRule } from './compiled-rule';
import { valuesAt, type PlacedValue } from './places';

export interface Rules {
  /** `old`: what the object was; absent for a new one. */
  validate(object: object, old?: object): FieldError[];
}

interface Compiled {
  readonly place: RulePlace;
  readonly rules: readonly CompiledRule[];
}

/** Rules of a stored schema: those that do not compile were let be when they were written, and are left out. Compiled when first asked. */
export function rulesOf(schema: Structural): Rules | undefined {
  const places = rulePlaces(schema);
  if (places.length === 0) return undefined;
  let compiled: readonly Compiled[] | undefined;
  return {
    validate(object, old) {
      compiled ??= places.map((place) => ({ place, rules: place.rules.flatMap((rule) => compiledOf(place, rule)) }));
      return new Judgement(schema, object, old ?? uncorrelated).faults(compiled);
    },
  };
}

function compiledOf(place: RulePlace, rule: RulePlace['rules'][number]): CompiledRule[] {
  const compilation = compileRule(place, rule);
  return compilation.ok ? [compilation.compiled] : [];
}

/** One object, and what may still be spent on it. */
class Judgement {
  private budget = runtimeCostBudget;

  constructor(private readonly schema: Structural, private readonly object: object, private readonly old: unknown) {}

  faults(all: readonly Compiled[]): FieldError[] {
    const faults: FieldError[] = [];
    for (const { place, rules } of all) {
      for (const placed of valuesAt(this.schema, place.steps, { path: '', value: this.object, old: this.old })) {
        for (const rule of rules) {
          const fault = this.judge(place, rule, placed);
          if (fault) faults.push(fault);
          if (this.budget <= 0) return [...faults, exhausted(placed.path)];
        }
      }
    }
    return faults;
  }

  private judge(place: RulePlace, compiled: CompiledRule, placed: PlacedValue): FieldError | undefined {
    const { rule, program, transition } = compiled;
    const has = placed.old !== uncorrelated && placed.old !== undefined && placed.old !== null;
    if (transition && !has) return undefined;
    const oldSelf = rule.optionalOldSelf ? (has ? placed.old : Optional.none) : has ? placed.old : undefined;
    const bindings = { self: placed.value, ...(oldSelf !== undefined && { oldSelf }) };
    const { value, cost } = program.evaluate(bindings, { budget: Math.min(perCallLimit, this.budget) });
    this.budget -= cost;
    if (value === true) return undefined;
    // What was wrong before and has not changed is let be.
    if (!transition && has && compileCorrelation(place.schema).equal(placed.value, placed.old)) return undefined;
    if (value instanceof CelError) return failed(placed.path, place, rule, value);
    return faultOf(placed.path, place, rule, this.messageOf(compiled, bindings));
  }

  private messageOf({ rule, message }: CompiledRule, bindings: Readonly<Record<string, unknown>>): string {
    const fixed = rule.message ? rule.message.trim() : `failed rule: ${rule.rule.trim()}`;
    if (!message) return fixed;
    const { value, cost } = message.evaluate(bindings, { budget: Math.min(perCallLimit, Math.max(this.budget, 0)) });
    this.budget -= cost;
    return typeof value === 'string' && value.trim() !== '' && !value.includes('\n') && value.length <= longestMessage ? value.trim() : fixed;
  }
}

const longestMessage = 5 * 1024;

type Rule = RulePlace['rules'][number];

function faultOf(path: string, { schema }: RulePlace, { reason = 'FieldValueInvalid', fieldPath: below }: Rule, detail: string): FieldError {
  const found = below ? fieldPath(below, schema) : undefined;
  const field = found && typeof found !== 'string' ? joined(path, found.path) : path;
  return { type: reason, field: field || '<nil>', value: schema.type ?? '', detail };
}

const joined = (path: string, below: string): string => (path && !below.startsWith('[') ? `${path}.${below}` : `${path}${below}`);

function failed(path: string, place: RulePlace, rule: Rule, error: CelError): FieldError {
  const text = rule.message ? rule.message.trim() : rule.rule.trim();
  const detail = error instanceof CelBudgetExceeded
    ? `'${rule.rule}': no further validation rules will be run due to call cost exceeds limit for rule: ${text}`
    : error.message === 'no such overload'
      ? `'${rule.rule}': call arguments did not match a supported operator, function or macro signature for rule: ${text}`
      : `${error.message} evaluating rule: ${text}`;
  return { type: 'FieldValueInvalid', field: path || '<nil>', value: place.schema.type ?? '', detail };
}

const exhausted = (path: string): FieldError => ({
  type: 'FieldValueInvalid', field: path || '<nil>', value: '', detail: 'validation failed due to running out of cost budget, no further validation rules will be run',
});

