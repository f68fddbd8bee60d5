/** Paths inside volumes. */
import { invalid, type FieldError } from '../../../field-error';
import { when } from '../../checks';

/** Relative, and never above its start. */
export const localPath = (path: string, field: string): FieldError[] => [
  ...when(path.startsWith('/'), () => invalid(field, path, 'must be a relative path')),
  ...noBacksteps(path, field),
];

/** A local path that is not one of those the kubelet keeps for itself (`..data`). */
export const filePath = (path: string, field: string): FieldError[] => [
  ...localPath(path, field),
  ...when(path.startsWith('..') && !path.startsWith('../'), () => invalid(field, path, "must not start with '..'")),
];

export const noBacksteps = (path: string, field: string): FieldError[] =>
  when(path.includes('..') && path.split('/').includes('..'), () => invalid(field, path, "must not contain '..'"));
