/** Names of requests, and what refers to them (kubernetes pkg/apis/resource/validation gatherRequestNames, validateRequestNameRef). */
import { invalid, type FieldError } from '../../field-error';
import type * as resource from '../../schema/types/resource.v1';
import { label, when } from '../checks';
import { boundedTexts } from './lists';

export const mostRequests = 32;

/** `gpu`, and `gpu/large` for its alternatives. */
export const requestNames = ({ requests }: resource.DeviceClaim): ReadonlySet<string> =>
  new Set((requests ?? []).flatMap(({ name, firstAvailable = [] }) => [name, ...firstAvailable.map((alternative) => `${name}/${alternative.name}`)]));

export function validateReference(name: string, names: ReadonlySet<string>, field: string): FieldError[] {
  const parts = name.split('/');
  return [
    ...(parts.length > 2 ? [] : parts.flatMap((part) => label(part, field))),
    ...when(!names.has(name), () => invalid(field, name, "must be the name of a request in the claim or the name of a request and a subrequest separated by '/'")),
  ];
}

export const validateReferences = (references: readonly string[] | undefined, names: ReadonlySet<string>, field: string): FieldError[] =>
  boundedTexts(references, mostRequests, field, (name, at) => validateReference(name, names, at));
