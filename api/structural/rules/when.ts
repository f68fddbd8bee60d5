import type { FieldError } from '../../field-error';

/** One fault, if the condition holds. */
export const when = (condition: unknown, fault: () => FieldError): FieldError[] => (condition ? [fault()] : []);
