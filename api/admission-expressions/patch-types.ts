/** What mutations are made of: `Object{…}`, `Object.spec{…}`, `JSONPatch{…}` (KEP-3962; k8s.io/apiserver pkg/cel/mutation, pkg/cel/library/jsonpatch.go). */
import { kubernetesLibraries } from '../cel/environment';
import { Environment, overload } from '../cel/types/declarations';
import { dyn, listOf, string, struct, type Field, type Type } from '../cel/types/types';
import { dynamic } from '../cel/values/json';
import { entriesOf, Message, toArray } from '../cel/values/collections';
import { ListValue, MapValue, type Value } from '../cel/values/values';

const fieldOf = (type: Type, jsonName: string): Field => ({ type, jsonName, shape: dynamic });

/** Nothing is known of the object: it may have any field. */
class AnyFields extends Map<string, Field> {
  override get(name: string): Field {
    return fieldOf(dyn, name);
  }
}

const anyFields = new AnyFields();

export const objectType = struct('Object', anyFields);

const jsonPatchType = struct('JSONPatch', new Map([...['op', 'path', 'from'].map((name) => [name, fieldOf(string, name)] as const), ['value', fieldOf(dyn, 'value')]]));

export const jsonPatchesType = listOf(jsonPatchType);

/** Parts of a path in a patch. */
const escapeKey = overload('jsonpatch.escapeKey', 'string_jsonpatch_escapeKey_string', [string], string, (text: string) => text.replace(/~/g, '~0').replace(/\//g, '~1'));

class PatchEnvironment extends Environment {
  override type(name: string): Type | undefined {
    if (name === 'Object') return objectType;
    return name.startsWith('Object.') ? struct(name, anyFields) : super.type(name);
  }
}

export const patchEnvironment = new PatchEnvironment([...kubernetesLibraries, { overloads: [escapeKey], types: [jsonPatchType] }]);

/** Parts whose types are not called by where they stand: upstream takes that for a mistake. */
export function misnamed(value: Value, path: string): string[] {
  if (value instanceof Message) {
    const here = value.typeName === path ? [] : [`unexpected type name ${JSON.stringify(value.typeName)}, expected ${JSON.stringify(path)}, which matches field name path from root Object type`];
    return [...here, ...entriesOf(value).flatMap(([name, each]) => misnamed(each, `${path}.${String(name)}`))];
  }
  if (value instanceof ListValue) return toArray(value).flatMap((each) => misnamed(each, path));
  return value instanceof MapValue ? entriesOf(value).flatMap(([, each]) => misnamed(each, path)) : [];
}
