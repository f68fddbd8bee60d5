/**
 * Required fields and closed enums, checked by ajv. One JSON schema per definition, made from the facts when a kind is
 * first used and shared by all kinds that refer to it.
 */
import Ajv, { type ErrorObject, type ValidateFunction } from 'ajv';
import type { FieldError } from '../field-error';
import { notSupported, required } from '../field-error';
import { definitionFacts, type FieldFacts } from './facts';

const ajv = new Ajv({ allErrors: true, strict: false, validateSchema: false, validateFormats: false, code: { optimize: false }, verbose: true, messages: false, inlineRefs: false });

const validators = new Map<string, ValidateFunction>();
const acceptAll = ajv.compile({});

export function checkStructure(definition: string, object: object): FieldError[] {
  const validate = validatorOf(definition);
  return validate(object) ? [] : (validate.errors ?? []).map((error) => toFieldError(definition, error));
}

function validatorOf(definition: string): ValidateFunction {
  let validate = validators.get(definition);
  if (!validate) {
    validate = add(definition) ? (ajv.getSchema(definition) as ValidateFunction) : acceptAll;
    validators.set(definition, validate);
  }
  return validate;
}

/**
 * Adds the schemas of a definition and of what it refers to, leaving out what has nothing to check: decoding has seen
 * to types already, and ajv's compile time grows with every property. Returns whether there is anything to check.
 */
function add(definition: string): boolean {
  const seen = worth.get(definition);
  if (seen !== undefined) return seen;
  worth.set(definition, true); // A definition inside itself is kept.
  const fields = Object.entries(definitionFacts(definition).fields ?? {});
  const checked = fields.filter(([, facts]) => Boolean(facts.enum) || (facts.ref ? add(facts.ref) : false) || mayBeNull(facts));
  const needed = fields.filter(([, facts]) => facts.required && !isAlwaysThere(facts)).map(([name]) => name);
  const properties = Object.fromEntries(checked.map(([name, facts]) => [name, fieldSchema(facts)]));
  const useful = checked.length > 0 || needed.length > 0;
  worth.set(definition, useful);
  if (useful) ajv.addSchema({ $id: definition, type: 'object', properties, required: needed }, definition);
  return useful;
}

const worth = new Map<string, boolean>();

/** Required, but printed as null when it was not given. */
const mayBeNull = (facts: FieldFacts): boolean => Boolean(facts.required && facts.emitZero && (facts.ptr || facts.list || facts.map));

/** Printed as its zero when it was not given: whether that is acceptable is for the kind's own rules. */
const isAlwaysThere = (facts: FieldFacts): boolean => Boolean(facts.emitZero);

const jsonTypes: Partial<Record<NonNullable<FieldFacts['type']>, string | string[]>> = {
  string: 'string', boolean: 'boolean', integer: 'integer', number: 'number', bytes: 'string', quantity: 'string',
  time: 'string', microTime: 'string', intOrString: ['integer', 'string'],
};

function fieldSchema(facts: FieldFacts): object {
  const item = facts.ref ? (worth.get(facts.ref) ? { $ref: facts.ref } : { type: 'object' }) : scalarSchema(facts);
  const listed = facts.list ? { type: 'array', items: item } : item;
  const whole = facts.map ? { type: 'object', additionalProperties: listed } : listed;
  return facts.emitZero && !facts.required && (facts.ptr || facts.list || facts.map) ? { anyOf: [{ type: 'null' }, whole] } : whole;
}

function scalarSchema({ type, enum: allowed, required: needed }: FieldFacts): object {
  const jsonType = jsonTypes[type ?? 'any'];
  // An optional field that is always printed is '' when it was not given.
  return { ...(jsonType && { type: jsonType }), ...(allowed && { enum: needed ? allowed : [...allowed, ''] }) };
}

function toFieldError(definition: string, error: ErrorObject): FieldError {
  const path = fieldPath(definition, error.instancePath);
  if (error.keyword === 'required') {
    const missing = String((error.params as { missingProperty: string }).missingProperty);
    return required(path ? `${path}.${missing}` : missing);
  }
  if (error.keyword === 'enum') return enumError(path, error);
  return error.data === null ? required(path) : { type: 'FieldValueTypeInvalid', field: path, value: error.data, detail: `must be ${String((error.params as { type?: unknown }).type)}` };
}

function enumError(path: string, error: ErrorObject): FieldError {
  const allowed = (error.params as { allowedValues: string[] }).allowedValues.filter((value) => value !== '');
  return error.data === '' ? required(path) : notSupported(path, error.data, allowed);
}

/** `/spec/containers/0/name` -> `spec.containers[0].name`; below a map, `data[key]`. The facts say which is which. */
function fieldPath(definition: string, pointer: string): string {
  let path = '';
  let inside: FieldFacts = { ref: definition };
  for (const part of pointer.split('/').slice(1).map((text) => text.replace(/~1/g, '/').replace(/~0/g, '~'))) {
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
