/** Names of a custom kind (k8s.io/apiextensions-apiserver pkg/apis/apiextensions/validation ValidateCustomResourceDefinitionNames). */
import { invalid, required, type FieldError } from '../../../field-error';
import { label1035Fault } from '../../../names';
import { when } from '../../checks';
import type { Names } from './types';

/** Those that are asked for. */
export const namesFaults = (names: Names, field: string): FieldError[] => [
  ...(['plural', 'singular', 'kind', 'listKind'] as const).flatMap((name) => when(!names[name], () => required(`${field}.${name}`))),
  ...acceptedNamesFaults(names, field),
];

/** Those that are given: there need not be any. */
export const acceptedNamesFaults = ({ plural = '', singular = '', kind = '', listKind = '', shortNames, categories }: Partial<Names> = {}, field: string): FieldError[] => [
  ...lower(plural, `${field}.plural`),
  ...lower(singular, `${field}.singular`),
  ...mixed(kind, `${field}.kind`),
  ...mixed(listKind, `${field}.listKind`),
  ...(shortNames ?? []).flatMap((name, i) => formed(name, `${field}.shortNames[${i}]`)),
  ...when(kind && kind === listKind, () => invalid(`${field}.listKind`, listKind, 'kind and listKind may not be the same')),
  ...(categories ?? []).flatMap((name, i) => formed(name, `${field}.categories[${i}]`)),
];

const lower = (name: string, field: string): FieldError[] => (name ? formed(name, field) : []);

function formed(name: string, field: string): FieldError[] {
  const fault = label1035Fault(name);
  return fault ? [invalid(field, name, fault)] : [];
}

function mixed(name: string, field: string): FieldError[] {
  const fault = name && label1035Fault(name.toLowerCase());
  return when(fault, () => invalid(field, name, `may have mixed case, but should otherwise match: ${fault}`));
}
