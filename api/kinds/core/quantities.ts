/** Quantities that are bare numbers in faults. */
import { invalid, type FieldError } from '../../field-error';
import { unitValue } from '../../quantity';
import { when } from '../checks';

export const notNegative = (quantity: string, field: string): FieldError[] =>
  when(quantity.startsWith('-'), () => invalid(field, unitValue(quantity), 'must be a valid resource quantity'));
