/** What an apply is told that would take fields from others (apimachinery pkg/util/managedfields/internal conflict.go). */
import { ApiError, type StatusCause } from '../errors';
import { forEachPath } from './field-set';
import { compareText, managerKey, type ManagerId } from './managed-fields';
import type { Conflict } from './ownership';
import { printPath } from './path-element';

export function applyConflict(conflicts: readonly Conflict[]): ApiError {
  const fields = [...conflicts].sort((a, b) => compareText(managerKey(a.owner.id), managerKey(b.owner.id)))
    .map(({ owner, fields: set }) => ({ manager: printManager(owner.id), paths: pathsIn(set) }));
  const causes: StatusCause[] = fields.flatMap(({ manager, paths }) =>
    paths.map((field) => ({ reason: 'FieldManagerConflict', message: `conflict with ${manager}`, field })));
  return ApiError.applyConflict(describe(fields, causes.length), causes);
}

type Fields = { readonly manager: string; readonly paths: readonly string[] };

function describe(fields: readonly Fields[], count: number): string {
  if (count === 1) return `Apply failed with 1 conflict: conflict with ${fields[0]?.manager}: ${fields[0]?.paths[0]}`;
  const lines = fields.flatMap(({ manager, paths }) => [`conflicts with ${manager}:`, ...paths.map((path) => `- ${path}`)]);
  return `Apply failed with ${count} conflicts: ${lines.join('\n')}`;
}

function pathsIn(set: Conflict['fields']): string[] {
  const paths: string[] = [];
  forEachPath(set, (path) => paths.push(printPath(path)));
  return paths;
}

function printManager({ manager, operation, apiVersion, subresource }: ManagerId): string {
  const name = JSON.stringify(manager) + (subresource ? ` with subresource ${JSON.stringify(subresource)}` : '');
  return operation === 'Update' ? `${name} using ${apiVersion}` : name;
}
