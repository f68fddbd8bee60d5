/**
 * Strategic merge patch: a merge patch that knows which lists merge, and by which key (k8s.io/apimachinery
 * pkg/util/strategicpatch; sig-api-machinery's strategic-merge-patch.md). Faults that upstream gives no status are 500.
 */
import { ApiError } from '../errors';
import type { MergeFacts, MergeRule } from '../schema';
import { getOwn, goFormat, isObject, jsonKind, setOwn, shallowCopy, type Json } from './own';
import { directive, fieldsNamed, isDirective, newContent, prefixes, retainKeys } from './directives';
import { mergeLists, orderList } from './strategic-lists';

/** Where nothing is known of the fields: maps of scalars, verbatim JSON. */
const noFacts: MergeFacts = { field: () => undefined };

/** Values of a map of objects all follow the same facts. */
const eachValue = (inner: MergeFacts): MergeFacts => {
  const rule: MergeRule = { kind: 'object', merge: false, retainKeys: false, replace: false, inner };
  return { field: () => rule };
};

/** A new document; parts the patch does not touch are shared. Throws ApiError with upstream's texts. */
export function applyStrategicMergePatch(document: unknown, patch: unknown, facts: MergeFacts): unknown {
  if (!isObject(patch)) throw ApiError.badRequest(`json: cannot unmarshal ${jsonKind(patch)} into Go value of type map[string]interface {}`);
  return mergeObjects(isObject(document) ? document : {}, patch, facts);
}

function mergeObjects(original: Json, patch: Json, facts: MergeFacts): Json {
  const how = getOwn(patch, directive);
  if (how === 'replace') return newContent({ ...patch, [directive]: undefined }) as Json;
  if (how === 'delete') return {};
  if (how !== undefined) throw ApiError.unknown(`unknown patch type: ${goFormat(how)} in map: ${goFormat(patch)}`);
  const result = retained(shallowCopy(original), patch);
  for (const [field, values] of fieldsNamed(patch, prefixes.deleteFrom)) deleteItems(result, field, values);
  const orders = new Map(fieldsNamed(patch, prefixes.order));
  for (const key of Object.keys(patch)) if (!isDirective(key)) mergeField(result, key, getOwn(patch, key), orders.get(key), facts.field(key));
  for (const [field, order] of orders) if (!Object.hasOwn(patch, field)) orderField(result, field, order, facts.field(field));
  return result;
}

/** `$retainKeys` names what may stay: a union's other member is cleared by naming only the new one. */
function retained(result: Json, patch: Json): Json {
  const keys = getOwn(patch, retainKeys);
  if (keys === undefined) return result;
  const missing = (key: string): boolean => !isDirective(key) && getOwn(patch, key) !== null && !(keys as unknown[]).includes(key);
  if (!Array.isArray(keys) || Object.keys(patch).some(missing)) throw ApiError.badRequest('invalid patch format of retainKeys');
  for (const key of Object.keys(result)) if (!keys.includes(key)) delete result[key];
  return result;
}

function deleteItems(result: Json, field: string, values: unknown): void {
  const list = getOwn(result, field);
  if (Array.isArray(list) && Array.isArray(values)) setOwn(result, field, list.filter((value) => !values.includes(value)));
}

function mergeField(result: Json, key: string, value: unknown, order: unknown, rule: MergeRule | undefined): void {
  if (value === null) {
    delete result[key];
    return;
  }
  const before = getOwn(result, key);
  const merged = mergeValues(before, value, order, rule);
  if (merged === undefined) delete result[key];
  else setOwn(result, key, merged);
}

/** Values of different types do not merge: the patch's stands. */
function mergeValues(before: unknown, value: unknown, order: unknown, rule: MergeRule | undefined): unknown {
  if (isObject(value)) return isObject(before) ? mergeInto(before, value, rule) : newContent(value);
  if (!Array.isArray(value)) return value;
  if (!Array.isArray(before)) return orderList(newContent(value) as unknown[], [], order, value, rule);
  return mergeLists(before, value, order, rule, (item, change) => mergeObjects(item, change, rule?.inner ?? noFacts));
}

function mergeInto(before: Json, value: Json, rule: MergeRule | undefined): unknown {
  if (rule?.replace) return newContent({ ...value, [directive]: undefined });
  const inner = rule?.inner ?? noFacts;
  return mergeObjects(before, value, rule?.kind === 'map' ? eachValue(inner) : inner);
}

/** An order for a list that the patch does not otherwise touch. */
function orderField(result: Json, field: string, order: unknown, rule: MergeRule | undefined): void {
  const list = getOwn(result, field);
  if (Array.isArray(list)) setOwn(result, field, orderList(list, list, order, undefined, rule));
}
