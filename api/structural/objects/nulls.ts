/**
 * A null where none may be is as good as absent: it is dropped, unless a default takes its place
 * (k8s.io/apiextensions-apiserver pkg/apiserver/schema/defaulting prunenulls.go).
 */
import { once } from '../once';
import { propertiesOf, valuesOf, type Structural } from '../structural';
import { isObject } from '../../patch/own';

/** In place. */
export type DropNulls = (value: unknown) => void;

interface Part { readonly dropped: boolean; readonly inside: DropNulls }

export function compileDropNulls(schema: Structural): DropNulls {
  const compiled = once(() => compileNode(schema));
  return (value) => { if (typeof value === 'object' && value !== null) compiled()(value); };
}

function compileNode(schema: Structural): DropNulls {
  const members = new Map(propertiesOf(schema).map(([name, property]) => [name, partOf(property)]));
  const values = partOf(valuesOf(schema));
  const items = schema.items && compileDropNulls(schema.items);
  return (value) => {
    if (Array.isArray(value)) {
      if (items) for (const item of value) items(item);
    } else if (isObject(value)) {
      for (const key of Object.keys(value)) {
        const part = members.get(key) ?? values;
        if (value[key] === null && part?.dropped) delete value[key];
        else part?.inside(value[key]);
      }
    }
  };
}

function partOf(schema: Structural | undefined): Part | undefined {
  return schema && { dropped: !schema.nullable && schema.default === undefined, inside: compileDropNulls(schema) };
}
