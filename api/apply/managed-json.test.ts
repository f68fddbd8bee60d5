import { fieldSetOf } from './field-set';
import { interned } from './interned';
import { managedJson } from './managed-json';
import type { Entry } from './managed-fields';

describe('managedFields as JSON', () => {
  const set = fieldSetOf(['f:data', 'f:a"b'], ['f:metadata', 'f:labels', '.']);
  const entries: Entry[] = [
    { manager: 'a"\u2028', operation: 'Update', apiVersion: 'v1', time: '2026-01-01T00:00:00Z', fieldsType: 'FieldsV1', fieldsV1: interned(set) },
    { operation: 'Apply', apiVersion: 'v1', fieldsType: 'FieldsV1', fieldsV1: { 'f:x': {} }, subresource: 'status' },
    { manager: 'none', operation: 'Apply', apiVersion: 'v1' },
  ];

  it('is what JSON.stringify writes', () => {
    expect(managedJson(entries)).toBe(JSON.stringify(entries));
    expect(managedJson([])).toBe('[]');
  });

  it('keeps equal sets once', () => {
    const other = fieldSetOf(['f:data', 'f:a"b'], ['f:metadata', 'f:labels', '.']);
    expect(interned(other)).toBe(interned(set));
    expect(interned(fieldSetOf(['f:data']))).not.toBe(interned(set));
  });
});
