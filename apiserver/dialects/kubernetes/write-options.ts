/** Query -> options of create, update and patch (k8s.io/apimachinery meta/v1/validation). */
import { ApiError, fieldError, managerName, type ApplyOptions, type FieldError, type WriteOptions } from '../../../api';
import type { Call } from './call';
import { errandOf } from './errand';
import type { Query } from './query';

export type WriteOptionsKind = 'CreateOptions' | 'UpdateOptions' | 'PatchOptions';

const validations: readonly string[] = ['Ignore', 'Warn', 'Strict'];
const managerLength = 128;

type Validated = { readonly fieldValidation: 'Ignore' | 'Warn' | 'Strict' };

/** Throws ApiError Invalid. Warnings go to the call. */
export function writeOptions(call: Call, kind: WriteOptionsKind): WriteOptions & Validated {
  const forced = kind === 'PatchOptions' && call.query.get('force') !== undefined;
  return optionsOf(call, kind, forced ? [fieldError.forbidden('force', 'may not be specified for non-apply patch')] : []);
}

/** Throws ApiError Invalid. An apply has to say who applies. */
export function applyOptions(call: Call): ApplyOptions & Validated {
  const nameless = !call.query.text('fieldManager');
  const options = optionsOf(call, 'PatchOptions', nameless ? [fieldError.required('fieldManager', 'is required for apply patch')] : []);
  return { ...options, force: call.query.flag('force') ?? false };
}

function optionsOf({ query, warnings, request }: Call, kind: WriteOptionsKind, ofVerb: readonly FieldError[]): WriteOptions & Validated {
  const manager = query.text('fieldManager');
  const fieldValidation = query.text('fieldValidation') ?? 'Warn';
  const faults = [...ofVerb, ...managerFaults(manager), ...dryRunFaults(query), ...validationFaults(fieldValidation)];
  if (faults.length) throw ApiError.invalid({ group: 'meta.k8s.io', kind }, '', faults);
  return {
    dryRun: isDryRun(query),
    fieldManager: managerName(manager, request.headers['user-agent']),
    fieldValidation: fieldValidation as 'Ignore' | 'Warn' | 'Strict',
    warn: (text) => warnings.add(text),
    ...errandOf(request),
  };
}

export const isDryRun = (query: Query): boolean => query.all('dryRun').includes('All');

export function dryRunFaults(query: Query): FieldError[] {
  const values = query.all('dryRun');
  return values.every((value) => value === 'All') ? [] : [fieldError.notSupported('dryRun', values, ['All'])];
}

const validationFaults = (value: string): FieldError[] =>
  (validations.includes(value) ? [] : [fieldError.notSupported('fieldValidation', value, ['', 'Ignore', 'Strict', 'Warn'])]);

function managerFaults(manager: string | undefined): FieldError[] {
  if (!manager) return [];
  const faults: FieldError[] = Buffer.byteLength(manager) > managerLength ? [fieldError.tooLong('fieldManager', managerLength)] : [];
  for (const { 0: character, index } of manager.matchAll(/[\p{C}\p{Zl}\p{Zp}]|(?! )\p{Zs}/gu)) {
    const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
    faults.push(fieldError.invalid('fieldManager', manager, `invalid character U+${code} (at position ${index})`));
  }
  return faults;
}

