/**
 * The plain paths of a scale: names with dots between them, no more (apimachinery unstructured.NestedInt64 and its like, as
 * pkg/registry/customresource etcd.go uses them).
 */
import { isObject, setOwn, type Json } from '../../patch/own';

export interface ScalePath {
  /** Undefined: nothing there, or something on the way is no object. */
  read(object: object): unknown;
  /** A new object with the value there. */
  write<T extends object>(object: T, value: unknown): T;
}

export function scalePath(text: string): ScalePath {
  const names = text.replace(/^\./, '').split('.');
  return {
    read: (object) => names.reduce<unknown>((here, name) => (isObject(here) && Object.hasOwn(here, name) ? here[name] : undefined), object),
    write: (object, value) => written(object as Json, names, value) as typeof object,
  };
}

function written(object: Json, [name = '', ...rest]: readonly string[], value: unknown): Json {
  const inside = Object.hasOwn(object, name) && isObject(object[name]) ? object[name] : {};
  const out = { ...object };
  setOwn(out, name, rest.length ? written(inside, rest, value) : value);
  return out;
}
