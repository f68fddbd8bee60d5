/** Metadata, of resources and of those inside them (k8s.io/apiextensions-apiserver pkg/apiserver/schema/objectmeta coerce.go). */
import { ApiError } from '../../errors';
import type { ObjectMeta } from '../../object';
import { decodeAs } from '../../schema/decode';
import { isObject } from '../../patch/own';

const definition = 'meta.v1.ObjectMeta';
const unknownForm = /^unknown field "(.*)"$/;

export interface DecodedMeta {
  readonly metadata: ObjectMeta;
  /** Paths of fields that metadata does not have. */
  readonly unknown: readonly string[];
}

/** Or why it is none. */
export function decodeMeta(value: unknown): DecodedMeta | string {
  try {
    const { object, faults } = decodeAs(definition, value);
    return { metadata: object as ObjectMeta, unknown: faults.map((fault) => JSON.parse(`"${unknownForm.exec(fault)?.[1] ?? ''}"`) as string) };
  } catch (error) {
    if (error instanceof ApiError && error.decodeFault) return error.decodeFault.fault;
    throw error;
  }
}

/** What is stored must be readable: fields that cannot be read are dropped. */
export function salvageMeta(value: unknown): ObjectMeta | undefined {
  const whole = decodeMeta(value);
  if (typeof whole !== 'string') return whole.metadata;
  if (!isObject(value)) return undefined;
  const good = Object.entries(value).filter(([name, member]) => typeof decodeMeta({ [name]: member }) !== 'string');
  const rest = decodeMeta(Object.fromEntries(good));
  return typeof rest === 'string' ? undefined : rest.metadata;
}
