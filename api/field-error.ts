/** One fault of one field, with upstream's types and texts (k8s.io/apimachinery pkg/util/validation/field). */

export type FieldErrorType =
  | 'FieldValueNotFound' | 'FieldValueRequired' | 'FieldValueDuplicate' | 'FieldValueInvalid' | 'FieldValueNotSupported'
  | 'FieldValueForbidden' | 'FieldValueTooLong' | 'FieldValueTooMany' | 'InternalError' | 'FieldValueTypeInvalid';

export interface FieldError {
  readonly type: FieldErrorType;
  /** `spec.containers[0].name`, `metadata.labels`, `data[key]`. */
  readonly field: string;
  readonly value?: unknown;
  readonly detail: string;
}

const words: Record<FieldErrorType, string> = {
  FieldValueNotFound: 'Not found', FieldValueRequired: 'Required value', FieldValueDuplicate: 'Duplicate value',
  FieldValueInvalid: 'Invalid value', FieldValueNotSupported: 'Unsupported value', FieldValueForbidden: 'Forbidden',
  FieldValueTooLong: 'Too long', FieldValueTooMany: 'Too many', InternalError: 'Internal error', FieldValueTypeInvalid: 'Invalid value',
};

/** For a fault that is told without its value. */
export const omitted = Symbol('omitted');

const showsValue = ({ type, value }: FieldError): boolean =>
  value !== omitted && !['FieldValueRequired', 'FieldValueForbidden', 'FieldValueTooLong', 'InternalError'].includes(type);

const print = (value: unknown): string => (value === undefined ? 'null' : JSON.stringify(value));

/** `Invalid value: -1: must be …`: the fault without its field, as in a Status cause. */
export function describeFault(error: FieldError): string {
  const head = showsValue(error) ? `${words[error.type]}: ${print(error.value)}` : words[error.type];
  return error.detail ? `${head}: ${error.detail}` : head;
}

/** `spec.replicas: Invalid value: -1: must be …`. */
export const formatFieldError = (error: FieldError): string => `${error.field}: ${describeFault(error)}`;

export const required = (field: string, detail = ''): FieldError => ({ type: 'FieldValueRequired', field, detail });
export const invalid = (field: string, value: unknown, detail: string): FieldError => ({ type: 'FieldValueInvalid', field, value, detail });
export const forbidden = (field: string, detail: string): FieldError => ({ type: 'FieldValueForbidden', field, detail });
export const duplicate = (field: string, value: unknown): FieldError => ({ type: 'FieldValueDuplicate', field, value, detail: '' });
export const notFound = (field: string, value: unknown): FieldError => ({ type: 'FieldValueNotFound', field, value, detail: '' });
export const tooLong = (field: string, limitBytes: number): FieldError =>
  ({ type: 'FieldValueTooLong', field, detail: `may not be more than ${limitBytes} bytes` });
export const tooMany = (field: string, count: number, limit: number): FieldError =>
  ({ type: 'FieldValueTooMany', field, value: count, detail: `must have at most ${limit} items` });
export const notSupported = (field: string, value: unknown, supported: readonly string[]): FieldError =>
  ({ type: 'FieldValueNotSupported', field, value, detail: `supported values: ${[...supported].map((s) => JSON.stringify(s)).join(', ')}` });
