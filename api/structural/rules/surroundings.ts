/**
 * An object that has a value at a place and nothing else: defaults inside metadata can only be judged as part of a whole
 * resource (k8s.io/apiextensions-apiserver pkg/apiserver/schema/defaulting surroundingobject.go).
 */
import { isObject, setOwn, type Json } from '../../patch/own';

/** Steps from the object to the value; a number is the place in a list. */
export type Steps = readonly (string | 0)[];

export function surround(steps: Steps, value: unknown): unknown {
  return steps.reduceRight((inside, step) => {
    if (step === 0) return [inside];
    const object: Json = {};
    setOwn(object, step, inside);
    return object;
  }, value);
}

/** What stands at that place; undefined: nothing. */
export const insideOf = (steps: Steps, object: unknown): unknown =>
  steps.reduce<unknown>((here, step) => {
    if (step === 0) return Array.isArray(here) ? (here as unknown[])[0] : undefined;
    return isObject(here) && Object.hasOwn(here, step) ? here[step] : undefined;
  }, object);
