/** Paths inside volumes. */
import { invalid, type FieldError } from '../../../field-error';
import { when } from '../../checks';

/** Relative, and never above its start. */
export const localPath = (path: string, field: string): FieldError[] => [
  ...when(path.startsWith('/'), () => invalid(field, path, 'must be a relative path')),
  ...noBacksteps(path, field),
];

export const noBacksteps = (path: string, field: string): FieldError[] =>
  when(path.split('/').includes('..'), () => invalid(field, path, "must not contain '..'"));
