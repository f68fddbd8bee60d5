/**
 * Whether an applied configuration is of its type, told as upstream tells it (structured-merge-diff typed/validate.go). Applied
 * configurations are merged as they were sent, so nothing else has looked at them.
 */
import { maxDepth } from '../schema/scalars';
import { goFormat, isObject, jsonKind } from '../patch/own';
import { ItemError, itemElement } from './items';
import { fieldElement, printElement } from './path-element';
import type { ApplyType, DeducedType, FieldsType, LeafType, ListType, Scalar } from './typed';
import { childOf, hasFields } from './walk';

/** Whether a value nests deeper than any object may: recursive walks would not survive it. */
export const isTooDeep = (value: unknown, left = maxDepth): boolean =>
  typeof value === 'object' && value !== null && (left === 0 || Object.values(value).some((inner) => isTooDeep(inner, left - 1)));

/** The faults, each with its place: `.spec.foo: field not declared in schema`. */
export function validate(type: ApplyType, value: unknown): string[] {
  const faults: string[] = [];
  check(type, value, '', faults);
  return faults;
}

/** Several faults as one text. */
export const describeFaults = (faults: readonly string[]): string =>
  (faults.length === 1 ? (faults[0] as string) : ['errors:', ...faults.map((fault) => `  ${fault}`)].join('\n'));

function check(type: ApplyType, value: unknown, path: string, faults: string[]): void {
  if (value === null || value === undefined) return;
  if (type.kind === 'leaf') checkLeaf(type, value, path, faults);
  else if (type.kind === 'list') checkList(type, value, path, faults);
  else if (hasFields(type, value)) checkFields(type, value, path, faults);
}

function checkLeaf(type: LeafType, value: unknown, path: string, faults: string[]): void {
  const { shape, scalar, inner } = type;
  if (shape === 'scalar') return checkScalar(scalar ?? 'untyped', value, path, faults);
  if (shape === 'map' && inner) check(inner(), value, path, faults);
  if (shape !== 'list') return;
  if (!Array.isArray(value)) faults.push(at(path, `expected list, got ${wrapped(value)}`));
  else if (inner) value.forEach((item, i) => check(inner(), item, `${path}[${i}]`, faults));
}

function checkScalar(scalar: Scalar, value: unknown, path: string, faults: string[]): void {
  const kind = jsonKind(value);
  const isScalar = kind === 'string' || kind === 'number' || kind === 'bool';
  const fits = { string: kind === 'string', numeric: kind === 'number', boolean: kind === 'bool', untyped: isScalar };
  if (!fits[scalar]) faults.push(at(path, expectations[scalar](value)));
}

const expectations: Readonly<Record<Scalar, (value: unknown) => string>> = {
  string: (value) => `expected string, got &value.valueUnstructured{Value:${goSyntax(value)}}`,
  numeric: (value) => `expected numeric (int or float), got ${goType(value)}`,
  boolean: (value) => `expected boolean, got ${wrapped(value)}`,
  untyped: (value) => `expected any scalar, got ${wrapped(value)}`,
};

function checkFields(type: FieldsType | DeducedType, value: unknown, path: string, faults: string[]): void {
  if (!isObject(value)) {
    faults.push(at(path, `expected map, got ${wrapped(value)}`));
    return;
  }
  for (const [key, each] of Object.entries(value)) {
    const child = childOf(type, key);
    const here = path + printElement(fieldElement(key));
    if (!child) {
      faults.push(at(here, 'field not declared in schema'));
      return;
    }
    check(child.type, each, here, faults);
  }
}

function checkList(type: ListType, value: unknown, path: string, faults: string[]): void {
  if (!Array.isArray(value)) {
    faults.push(at(path, `expected list, got ${wrapped(value)}`));
    return;
  }
  const seen = new Set<string>();
  for (const [i, item] of value.entries()) {
    const element = nameItem(type, item);
    if (element instanceof ItemError) {
      faults.push(at(path, `element ${i}: ${element.message}`));
      return;
    }
    if (seen.has(element)) faults.push(at(path, `duplicate entries for key ${printElement(element)}`));
    seen.add(element);
    check(type.items, item, path + printElement(element), faults);
  }
}

function nameItem(type: ListType, item: unknown): string | ItemError {
  try {
    return itemElement(type, item);
  } catch (error) {
    if (error instanceof ItemError) return error;
    throw error;
  }
}

const at = (path: string, fault: string): string => (path ? `${path}: ${fault}` : fault);

/** As Go's `%v` prints what upstream holds values in. */
const wrapped = (value: unknown): string => `&{${goFormat(value)}}`;

function goType(value: unknown): string {
  if (Array.isArray(value)) return '[]interface {}';
  return isObject(value) ? 'map[string]interface {}' : jsonKind(value);
}

/** As Go's `%#v` prints it. */
function goSyntax(value: unknown): string {
  if (value === null) return 'interface {}(nil)';
  if (Array.isArray(value)) return `[]interface {}{${value.map(goSyntax).join(', ')}}`;
  if (!isObject(value)) return JSON.stringify(value);
  return `map[string]interface {}{${Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${goSyntax(value[key])}`).join(', ')}}`;
}
