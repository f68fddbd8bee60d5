/** Paths that a definition declares beside its schema: of columns, scales, field selectors. */
import { duplicate, invalid, required, type FieldError } from '../../field-error';
import type { CustomResourceColumnDefinition, CustomResourceSubresourceScale, SelectableField } from '../../schema/types/apiextensions.v1';
import type { Structural } from '../structural';
import { fieldPath } from './field-path';
import { when } from './when';

const columnTypes = ['boolean', 'date', 'integer', 'number', 'string'];
const columnFormats = ['byte', 'date', 'date-time', 'double', 'float', 'int32', 'int64', 'password'];

export function columnFaults({ name, type, format, jsonPath }: CustomResourceColumnDefinition, path: string): FieldError[] {
  const types = `must be one of ${columnTypes.join(',')}`;
  return [
    ...when(!name, () => required(`${path}.name`)),
    ...when(!type, () => required(`${path}.type`, types)),
    ...when(type && !columnTypes.includes(type), () => invalid(`${path}.type`, type, types)),
    ...when(format && !columnFormats.includes(format), () => invalid(`${path}.format`, format, `must be one of ${columnFormats.join(',')}`)),
    ...(jsonPath ? dottedFaults(jsonPath, `${path}.JSONPath`) : [required(`${path}.JSONPath`)]),
  ];
}

const dottedFaults = (text: string, path: string): FieldError[] =>
  when(!text.startsWith('.'), () => invalid(path, text, 'must be a simple json path starting with .'));

export function scaleFaults({ specReplicasPath, statusReplicasPath, labelSelectorPath }: CustomResourceSubresourceScale, path: string): FieldError[] {
  return [
    ...neededUnder(specReplicasPath, ['.spec.'], 'should be a json path under .spec', `${path}.scale.specReplicasPath`),
    ...neededUnder(statusReplicasPath, ['.status.'], 'should be a json path under .status', `${path}.scale.statusReplicasPath`),
    ...(labelSelectorPath ? neededUnder(labelSelectorPath, ['.spec.', '.status.'], 'should be a json path under either .spec or .status', `${path}.scale.labelSelectorPath`) : []),
  ];
}

function neededUnder(text: string | undefined, roots: readonly string[], rule: string, path: string): FieldError[] {
  if (!text) return [required(path)];
  const faults = dottedFaults(text, path);
  return faults.length ? faults : when(!roots.some((root) => text.startsWith(root)), () => invalid(path, text, rule));
}

const mostSelectable = 8;
const selectableTypes = ['string', 'boolean', 'integer'];

/** `tooManyAllowed`: the definition has had too many already. */
export function selectableFaults(fields: readonly SelectableField[], schema: Structural, path: string, { tooManyAllowed = false } = {}): FieldError[] {
  const seen = new Set<string>();
  const faults = fields.flatMap((field, i) => oneSelectable(field, schema, `${path}[${i}].jsonPath`, seen));
  return [
    ...faults,
    ...when(seen.size > mostSelectable && !tooManyAllowed, (): FieldError => ({ type: 'FieldValueTooMany', field: path, value: seen.size, detail: `must have at most ${mostSelectable} items` })),
  ];
}

function oneSelectable({ jsonPath }: SelectableField, schema: Structural, path: string, seen: Set<string>): FieldError[] {
  if (!jsonPath) return [required(path)];
  const found = fieldPath(jsonPath, schema, { brackets: false });
  if (typeof found === 'string') return [invalid(path, jsonPath, `is an invalid path: ${found}`)];
  const twice = seen.has(found.path);
  seen.add(found.path);
  return [
    ...when(found.root === 'metadata', () => invalid(path, jsonPath, 'must not point to fields in metadata')),
    ...when(!selectableTypes.includes(found.schema.type ?? ''), () =>
      invalid(path, jsonPath, 'must point to a field of type string, boolean or integer. Enum string fields and strings with formats are allowed.')),
    ...when(twice, () => duplicate(path, jsonPath)),
  ];
}
