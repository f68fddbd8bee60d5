/**
 * Required fields and closed enums, checked by ajv. One JSON schema per definition, made from the facts and compiled when
 * an object first has such a part: few pods have an affinity or most kinds of volume, and compiling is what costs.
 */
import Ajv, { type AnySchemaObject, type ErrorObject, type FuncKeywordDefinition, type ValidateFunction } from 'ajv';
import type { FieldError } from '../field-error';
import { notSupported, required } from '../field-error';
import { definitionFacts, type FieldFacts } from './facts';

const ajv = new Ajv({ allErrors: true, strict: false, validateSchema: false, validateFormats: false, code: { optimize: false }, messages: false });

/** `{ definition: 'core.v1.Container' }`: the value is one. Like `$ref`, but compiled when it is needed. */
const definitionKeyword: FuncKeywordDefinition = { keyword: 'definition', errors: 'full', validate: checkPart };

function checkPart(definition: string, part: unknown, _parent?: AnySchemaObject, place?: Parameters<ValidateFunction>[1]): boolean {
  // Whether a pointer that is always printed may be null, its field says.
  if (part === null) return true;
  const validate = validatorOf(definition);
  const valid = validate(part, place);
  // Where ajv looks for the errors of a keyword.
  (checkPart as { errors?: unknown }).errors = validate.errors;
  return valid;
}

ajv.addKeyword(definitionKeyword);

const validators = new Map<string, ValidateFunction>();

export function checkStructure(definition: string, object: object): FieldError[] {
  if (!hasRules(definition)) return [];
  const validate = validatorOf(definition);
  return validate(object) ? [] : (validate.errors ?? []).map((error) => toFieldError(definition, object, error));
}

function validatorOf(definition: string): ValidateFunction {
  let validate = validators.get(definition);
  if (!validate) {
    validate = ajv.compile(schemaOf(definition));
    validators.set(definition, validate);
  }
  return validate;
}

const ruled = new Map<string, boolean>();

/** Whether anything in the definition, or in what it refers to, can be wrong: decoding has seen to types already. */
function hasRules(definition: string): boolean {
  const known = ruled.get(definition);
  if (known !== undefined) return known;
  // A definition inside itself: what else it has decides.
  ruled.set(definition, false);
  const found = Object.values(definitionFacts(definition).fields ?? {}).some((facts) => isNeeded(facts) || isChecked(facts));
  ruled.set(definition, found);
  return found;
}

const isChecked = (facts: FieldFacts): boolean => Boolean(facts.enum) || mayBeNull(facts) || (facts.ref !== undefined && hasRules(facts.ref));

/** Required, but printed as null when it was not given. */
const mayBeNull = (facts: FieldFacts): boolean => Boolean(facts.required && facts.emitZero && (facts.ptr || facts.list || facts.map));

/** What is printed as its zero when it was not given is for the kind's own rules. */
const isNeeded = (facts: FieldFacts): boolean => Boolean(facts.required && !facts.emitZero);

function schemaOf(definition: string): AnySchemaObject {
  const fields = Object.entries(definitionFacts(definition).fields ?? {});
  const properties = Object.fromEntries(fields.filter(([, facts]) => isChecked(facts)).map(([name, facts]) => [name, fieldSchema(facts)]));
  return { properties, required: fields.filter(([, facts]) => isNeeded(facts)).map(([name]) => name) };
}

function fieldSchema(facts: FieldFacts): AnySchemaObject {
  const item = itemSchema(facts);
  const listed = facts.list ? { items: item } : item;
  const whole = facts.map ? { additionalProperties: listed } : listed;
  return mayBeNull(facts) ? { ...whole, not: { const: null } } : whole;
}

function itemSchema(facts: FieldFacts): AnySchemaObject {
  const { ref, enum: allowed, required: needed } = facts;
  if (ref && hasRules(ref)) return { definition: ref };
  if (!allowed) return {};
  // Null is told of as missing, not as unsupported.
  if (needed) return { enum: mayBeNull(facts) ? [...allowed, null] : allowed };
  // An optional field that is always printed is '' when it was not given.
  return { enum: [...allowed, '', null] };
}

function toFieldError(definition: string, object: object, error: ErrorObject): FieldError {
  const path = fieldPath(definition, error.instancePath);
  if (error.keyword === 'required') {
    const missing = String((error.params as { missingProperty: string }).missingProperty);
    return required(path ? `${path}.${missing}` : missing);
  }
  return error.keyword === 'enum' ? enumError(path, valueAt(object, error.instancePath), error) : required(path);
}

function enumError(path: string, value: unknown, error: ErrorObject): FieldError {
  const allowed = (error.params as { allowedValues: (string | null)[] }).allowedValues.filter((each): each is string => Boolean(each));
  return value === '' ? required(path) : notSupported(path, value, allowed);
}

const partsOf = (pointer: string): string[] => pointer.split('/').slice(1).map((part) => part.replace(/~1/g, '/').replace(/~0/g, '~'));

const valueAt = (object: object, pointer: string): unknown =>
  partsOf(pointer).reduce<unknown>((here, part) => (here as Record<string, unknown>)[part], object);

/** `/spec/containers/0/name` -> `spec.containers[0].name`; below a map, `data[key]`. The facts say which is which. */
function fieldPath(definition: string, pointer: string): string {
  let path = '';
  let inside: FieldFacts = { ref: definition };
  for (const part of partsOf(pointer)) {
    if (inside.map || inside.list) {
      path += `[${part}]`;
      inside = inside.map ? { ...inside, map: false } : { ...inside, list: false };
    } else {
      path += path ? `.${part}` : part;
      inside = (inside.ref ? definitionFacts(inside.ref).fields?.[part] : undefined) ?? {};
    }
  }
  return path;
}
