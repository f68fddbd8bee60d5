/** Validation of values against a structural schema, compiled once. */
import type { FieldError } from '../../field-error';
import type { Structural } from '../structural';
import { compileCheck } from './compile';
import { uncorrelated } from './correlation';
import { Result } from './result';

export interface Validator {
  /** `base`: where the value stands; default: it is the object itself. */
  validate(value: unknown, base?: string): FieldError[];
  /** Faults in parts that have not changed are let be (KEP-4008). */
  validateUpdate(value: unknown, old: unknown, base?: string): FieldError[];
}

export function compileValidator(schema: Structural): Validator {
  const check = compileCheck(schema);
  const run = (value: unknown, old: unknown, base: string): FieldError[] => {
    const result = new Result();
    check(value, '', result, old);
    return result.valid ? [] : result.faults(base);
  };
  return {
    validate: (value, base = '') => run(value, uncorrelated, base),
    validateUpdate: (value, old, base = '') => run(value, old, base),
  };
}
