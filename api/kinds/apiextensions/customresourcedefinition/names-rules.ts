/** Names of a custom kind (k8s.io/apiextensions-apiserver pkg/apis/apiextensions/validation ValidateCustomResourceDefinitionNames). */
import { invalid, required, type FieldError } from '../../../field-error';
import { label1035Fault } from '../../../names';
import { when } from '../../checks';
import type { Names } from './types';

export const namesFaults = ({ plural, singular, kind, listKind, shortNames = [], categories = [] }: Names, field: string): FieldError[] => [
  ...(plural ? lower(plural, `${field}.plural`) : [required(`${field}.plural`)]),
  ...(singular ? lower(singular, `${field}.singular`) : [required(`${field}.singular`)]),
  ...(kind ? mixed(kind, `${field}.kind`) : [required(`${field}.kind`)]),
  ...(listKind ? mixed(listKind, `${field}.listKind`) : [required(`${field}.listKind`)]),
  ...shortNames.flatMap((name, i) => lower(name, `${field}.shortNames[${i}]`)),
  ...categories.flatMap((name, i) => lower(name, `${field}.categories[${i}]`)),
];

function lower(name: string, field: string): FieldError[] {
  const fault = label1035Fault(name);
  return fault ? [invalid(field, name, fault)] : [];
}

function mixed(name: string, field: string): FieldError[] {
  const fault = label1035Fault(name.toLowerCase());
  return when(fault, () => invalid(field, name, `may have mixed case, but should otherwise match: ${fault ?? ''}`));
}
