/**
 * Strategic merge patch: a merge patch that knows which lists merge, and by which key (k8s.io/apimachinery
 * pkg/util/strategicpatch; docs: sig-api-machinery/strategic-merge-patch.md).
 */
import { isDeepStrictEqual } from 'node:util';
import { ApiError } from '../errors';
import type { MergeFacts, MergeRule } from '../schema';
import { orderAsAsked } from './element-order';
import { getOwn, isObject, setOwn, shallowCopy, type Json } from './own';

const directive = '$patch';
const retain = '$retainKeys';
const setOrder = '$setElementOrder/';
const deleteFrom = '$deleteFromPrimitiveList/';

/** Where nothing is known of the fields: maps of scalars, verbatim JSON. */
const noFacts: MergeFacts = { field: () => undefined };

/** Values of a map of objects all follow the same facts. */
const eachValue = (inner: MergeFacts): MergeFacts => {
  const rule: MergeRule = { kind: 'object', merge: false, retainKeys: false, replace: false, inner };
  return { field: () => rule };
};

/** A new document; parts the patch does not touch are shared. Throws ApiError with upstream's texts. */
export function applyStrategicMergePatch(document: unknown, patch: unknown, facts: MergeFacts): unknown {
  if (!isObject(patch)) throw ApiError.badRequest('error decoding patch: json: cannot unmarshal array into Go value of type map[string]interface {}');
  return mergeObjects(isObject(document) ? document : {}, patch, facts);
}

function mergeObjects(original: Json, patch: Json, facts: MergeFacts): Json {
  const how = getOwn(patch, directive);
  if (how === 'replace') return withoutDirectives(patch) as Json;
  if (how === 'delete') return {};
  if (how !== undefined && how !== 'merge') throw unknownDirective(how);
  const result = retained(shallowCopy(original), patch);
  for (const key of Object.keys(patch)) if (key.startsWith(deleteFrom)) deletePrimitives(result, key.slice(deleteFrom.length), getOwn(patch, key));
  for (const key of Object.keys(patch)) if (!key.startsWith('$')) mergeField(result, key, patch, facts.field(key));
  for (const key of Object.keys(patch)) if (key.startsWith(setOrder)) orderOnly(result, original, key.slice(setOrder.length), patch, facts);
  return result;
}

const unknownDirective = (how: unknown): ApiError => ApiError.badRequest(`Unknown patch type found: ${String(how)}`);

/** `$retainKeys` names what may stay: a union's other member is cleared by naming only the new one. */
function retained(result: Json, patch: Json): Json {
  const keys = getOwn(patch, retain);
  if (keys === undefined) return result;
  if (!Array.isArray(keys)) throw ApiError.badRequest('invalid patch format of retainKeys');
  for (const key of Object.keys(patch)) {
    if (!key.startsWith('$') && getOwn(patch, key) !== null && !keys.includes(key)) throw ApiError.badRequest('patch and $retainKeys list do not match');
  }
  for (const key of Object.keys(result)) if (!keys.includes(key)) delete result[key];
  return result;
}

function deletePrimitives(result: Json, field: string, values: unknown): void {
  const list = getOwn(result, field);
  if (!Array.isArray(values)) throw ApiError.badRequest('invalid patch format of primitive list');
  if (Array.isArray(list)) setOwn(result, field, list.filter((value) => !values.includes(value)));
}

function mergeField(result: Json, key: string, patch: Json, rule: MergeRule | undefined): void {
  const value = getOwn(patch, key);
  if (value === null) {
    delete result[key];
    return;
  }
  const before = getOwn(result, key);
  if (isObject(value)) setOwn(result, key, mergeValue(before, value, rule));
  else if (Array.isArray(value)) setOwn(result, key, mergeLists(before, value, rule, getOwn(patch, setOrder + key), key));
  else setOwn(result, key, value);
}

function mergeValue(before: unknown, value: Json, rule: MergeRule | undefined): unknown {
  if (rule?.replace && getOwn(value, directive) !== 'merge') return withoutDirectives(value);
  const facts = rule?.inner ? (rule.kind === 'map' ? eachValue(rule.inner) : rule.inner) : noFacts;
  return mergeObjects(isObject(before) ? before : {}, value, facts);
}

function mergeLists(before: unknown, patch: readonly unknown[], rule: MergeRule | undefined, order: unknown, field: string): unknown[] {
  const original: readonly unknown[] = Array.isArray(before) ? before : [];
  if (!rule?.merge || rule.kind !== 'list') return withoutDirectives(patch) as unknown[];
  const merged = rule.mergeKey === undefined ? mergeScalars(original, patch) : mergeByKey(original, patch, rule.mergeKey, rule.inner ?? noFacts, field);
  return Array.isArray(order) ? orderAsAsked(merged, original, order, rule.mergeKey) : merged;
}

const mergeScalars = (original: readonly unknown[], patch: readonly unknown[]): unknown[] => [...new Set([...original, ...patch])];

function mergeByKey(original: readonly unknown[], patch: readonly unknown[], mergeKey: string, facts: MergeFacts, field: string): unknown[] {
  // A bare {"$patch":"replace"} makes the rest of the patch the whole list.
  if (patch.some((item) => isObject(item) && getOwn(item, directive) === 'replace')) {
    return patch.filter((item) => !(isObject(item) && directive in item)).map(withoutDirectives);
  }
  let result = [...original];
  for (const item of patch) {
    if (!isObject(item)) throw ApiError.badRequest(`invalid patch format of list ${field}`);
    const key = getOwn(item, mergeKey);
    if (key === undefined) throw ApiError.badRequest(`map: ${JSON.stringify(item)} does not contain declared merge key: ${mergeKey}`);
    const matches = (other: unknown): boolean => isObject(other) && isDeepStrictEqual(getOwn(other, mergeKey), key);
    if (getOwn(item, directive) === 'delete') {
      result = result.filter((other) => !matches(other));
      continue;
    }
    const at = result.findIndex(matches);
    const merged = mergeObjects(at < 0 ? {} : (result[at] as Json), item, facts);
    if (at < 0) result.push(merged);
    else result[at] = merged;
  }
  return result;
}

/** An order for a list that the patch does not otherwise touch. */
function orderOnly(result: Json, original: Json, field: string, patch: Json, facts: MergeFacts): void {
  const list = getOwn(result, field);
  const order = getOwn(patch, setOrder + field);
  const before = getOwn(original, field);
  if (Object.hasOwn(patch, field) || !Array.isArray(list) || !Array.isArray(order)) return;
  setOwn(result, field, orderAsAsked(list, Array.isArray(before) ? before : [], order, facts.field(field)?.mergeKey));
}

/** New content must not carry instructions into the object. */
function withoutDirectives(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((item) => !(isObject(item) && getOwn(item, directive) === 'delete')).map(withoutDirectives);
  if (!isObject(value)) return value;
  const copy: Json = {};
  for (const key of Object.keys(value)) {
    const inner = getOwn(value, key);
    const isDirective = key === directive || key === retain || key.startsWith(setOrder) || key.startsWith(deleteFrom);
    if (!isDirective && inner !== null) setOwn(copy, key, withoutDirectives(inner));
  }
  return copy;
}
