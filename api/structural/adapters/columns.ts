/**
 * Columns of `kubectl get` that a definition declares (k8s.io/apiextensions-apiserver pkg/registry/customresource/tableconvertor).
 */
import { goJson } from '../../apply/path-element';
import type { Column } from '../../definition';
import { nameColumn } from '../../kinds/columns';
import { since } from '../../kinds/duration';
import type { KubeObject } from '../../object';
import { Mismatch } from '../../schema/mismatch';
import { readTime } from '../../schema/time';
import type { CustomResourceColumnDefinition } from '../../schema/types/apiextensions.v1';
import { printNumber } from '../go-number';
import { parseJsonPath } from '../json-path';

type Cell = string | number | boolean | null;

/** What a definition without columns has (apiextensions v1 defaults; pkg/apihelpers GetColumnsForVersion). */
const age: CustomResourceColumnDefinition = {
  name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp',
  description: 'Time since the object was created, in a form for people; of an object that is not created yet it is not known.',
};

/** Name, and what is declared; Age where nothing is. A path that cannot be read ends the row, as upstream has it. */
export function columnsOf(declared: readonly CustomResourceColumnDefinition[] = []): Column[] {
  const columns: Column[] = [nameColumn()];
  for (const each of declared.length ? declared : [age]) {
    const column = columnOf(each);
    if (!column) break;
    columns.push(column);
  }
  return columns;
}

function columnOf({ name, type, format, description, priority, jsonPath }: CustomResourceColumnDefinition): Column | undefined {
  const path = readable(jsonPath);
  const print = cells[type];
  if (!path || !print) return undefined;
  return {
    name, type: type as Column['type'], ...(format && { format }), priority: priority ?? 0,
    description: description ?? `Custom resource definition column (in JSONPath format): ${jsonPath}`,
    ...(type === 'date' && { ages: true }),
    value: (object: KubeObject, now: number) => print(path.first(object), now),
  };
}

function readable(path: string): ReturnType<typeof parseJsonPath> | undefined {
  try {
    return parseJsonPath(path);
  } catch {
    return undefined;
  }
}

const cells: Readonly<Record<string, (value: unknown, now: number) => Cell>> = {
  integer: (value) => (typeof value === 'number' ? Math.trunc(value) : null),
  number: (value) => (typeof value === 'number' ? value : null),
  boolean: (value) => (typeof value === 'boolean' ? value : null),
  string: (value) => (value === undefined ? null : printed(value)),
  date: (value, now) => (typeof value === 'string' ? ageOf(value, now) : null),
};

/** Whatever it is, as a text (client-go util/jsonpath PrintResults). */
export function printed(value: unknown): string {
  if (value === null) return '<no value>';
  if (typeof value === 'number') return printNumber(value);
  return typeof value === 'object' ? goJson(value) : String(value);
}

function ageOf(text: string, now: number): string {
  if (text === '' || text === 'null') return since(undefined, now);
  try {
    return since(readTime(text) ?? undefined, now);
  } catch (error) {
    if (error instanceof Mismatch) return '<invalid>';
    throw error;
  }
}
