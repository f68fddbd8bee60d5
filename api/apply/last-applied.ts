/**
 * kubectl's way from client-side to server-side apply: fields that its annotation says it applied are its own, and the annotation
 * follows what it applies (apimachinery pkg/util/managedfields/internal lastappliedmanager.go, lastappliedupdater.go).
 */
import { isObject, type Json } from '../patch/own';
import { compare } from './compare';
import { difference, type FieldSet, noFields } from './field-set';
import { ItemError } from './items';
import { goJson } from './path-element';
import { toFieldSet } from './to-field-set';
import { apiVersionOf, type ApplySchema } from './typed';
import { isTooDeep, validate } from './validate';

export const lastAppliedAnnotation = 'kubectl.kubernetes.io/last-applied-configuration';

/** All annotations of an object together (apimachinery pkg/api/validation TotalAnnotationSizeLimitB). */
const maxAnnotationBytes = 256 * 1024;

/** Fields that client-side apply set and that still are as it set them. */
export function ownedByAnnotation(schema: ApplySchema, live: Json): FieldSet {
  const applied = parse(annotationsOf(live)[lastAppliedAnnotation]);
  if (!applied || applied.apiVersion !== apiVersionOf(schema) || validate(schema.type, applied).length) return noFields;
  try {
    const { added, modified, removed } = compare(schema.type, applied, live);
    return [added, modified, removed].reduce(difference, toFieldSet(schema.type, applied));
  } catch (error) {
    if (error instanceof ItemError) return noFields;
    throw error;
  }
}

function parse(text: unknown): Json | undefined {
  if (typeof text !== 'string' || !text) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) && !isTooDeep(value) ? value : undefined;
  } catch (error) {
    // Anyone can write an annotation.
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** The object with its annotation, if it has one, saying what was applied; without it when that would be too long. */
export function withAnnotation(object: Json, applied: Json): Json {
  const annotations = annotationsOf(object);
  if (!annotations[lastAppliedAnnotation]) return object;
  const next: Json = { ...annotations, [lastAppliedAnnotation]: `${goJson(withoutAnnotation(applied))}\n` };
  if (sizeOf(next) > maxAnnotationBytes) delete next[lastAppliedAnnotation];
  return { ...object, metadata: { ...metadataOf(object), annotations: next } };
}

function withoutAnnotation(applied: Json): Json {
  const annotations = annotationsOf(applied);
  if (!(lastAppliedAnnotation in annotations)) return applied;
  const others = { ...annotations };
  delete others[lastAppliedAnnotation];
  const metadata = { ...metadataOf(applied), annotations: others };
  if (Object.keys(others).length === 0) delete (metadata as Json).annotations;
  return { ...applied, metadata };
}

const sizeOf = (annotations: Json): number =>
  Object.entries(annotations).reduce((size, [key, value]) => size + Buffer.byteLength(key) + Buffer.byteLength(String(value)), 0);

const metadataOf = (object: Json): Json => (isObject(object.metadata) ? object.metadata : {});
const annotationsOf = (object: Json): Json => {
  const { annotations } = metadataOf(object);
  return isObject(annotations) ? annotations : {};
};
