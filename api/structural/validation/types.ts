/** Whether a value is of the schema's type (k8s.io/kube-openapi pkg/validation/validate type.go). */
import { isIntOrString, type Structural } from '../structural';
import { isKnownFormat } from '../formats';
import { isInt64 } from '../go-number';
import type { Result } from './result';

export type TypeCheck = (value: unknown, path: string, result: Result) => void;

/** More than one only for int-or-string, which overrides what the schema says. */
export const typesOf = (schema: Structural): readonly string[] => (isIntOrString(schema) ? intOrString : schema.type ? [schema.type] : []);

const intOrString: readonly string[] = ['integer', 'string'];

/** The schema's format where it means something for its type; others are ignored. */
export function formatOf(schema: Structural): string {
  const { format = '' } = schema;
  const [type = 'string', ...more] = typesOf(schema);
  switch (more.length ? 'string' : type) {
    case 'string': return isKnownFormat(format) ? format : '';
    case 'integer': return format === 'int32' || format === 'int64' ? format : '';
    case 'number': return format === 'float' || format === 'double' ? format : '';
    default: return '';
  }
}

export function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value === 'number' ? (isInt64(value) ? 'integer' : 'number') : typeof value;
}

/** How Go keeps what is a number. */
const goFormats: Readonly<Record<string, string>> = { integer: 'int64', number: 'float64' };

/** Undefined: any type will do. */
export function compileType(schema: Structural): TypeCheck | undefined {
  const types = typesOf(schema);
  const format = formatOf(schema);
  if (!types.length && !format) return undefined;
  const numeric = types.includes('integer') || types.includes('number');
  const fits = (found: string): boolean => types.includes(found) || (found === 'integer' && types.includes('number'));
  const expected = types.join(',');
  return (value, path, result) => {
    const found = typeOf(value);
    if (fits(found)) result.matches++;
    else if (found === 'null') nullCheck(schema, expected, path, result);
    else if (format && found !== 'string' && found !== 'array') formatMismatch(format, found, path, result);
    // With a format, texts are for the format to judge; lists come through as well.
    else if (format && !numeric) result.matches++;
    else result.wrongType(path, expected, found);
  };
}

function nullCheck({ nullable }: Structural, expected: string, path: string, result: Result): void {
  if (nullable || !expected) result.matches++;
  else result.wrongType(path, expected, 'null');
}

function formatMismatch(format: string, found: string, path: string, result: Result): void {
  const kept = goFormats[found] ?? '';
  if (kept === format) result.matches++;
  else result.wrongType(path, format, kept);
}
