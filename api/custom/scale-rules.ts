/** Where a scale looks there are numbers of replicas, and a text (k8s.io/apiextensions-apiserver pkg/registry/customresource validator.go). */
import { invalid, type FieldError } from '../field-error';
import { goFormat, goTypeOf, isObject } from '../patch/own';
import type { CustomResourceSubresourceScale } from '../schema/types/apiextensions.v1';

const most = 2 ** 31 - 1;

export const scaleSpecFaults = ({ specReplicasPath }: CustomResourceSubresourceScale, object: object): FieldError[] => replicasFaults(object, specReplicasPath);

export const scaleStatusFaults = ({ statusReplicasPath, labelSelectorPath }: CustomResourceSubresourceScale, object: object): FieldError[] =>
  [...replicasFaults(object, statusReplicasPath), ...(labelSelectorPath === undefined ? [] : selectorFaults(object, labelSelectorPath))];

function replicasFaults(object: object, path: string): FieldError[] {
  const found = at(object, path);
  if (found === undefined) return [];
  if (typeof found === 'string') return [invalid(path, 0, found)];
  const { value } = found;
  if (typeof value !== 'number' || !Number.isInteger(value)) return [invalid(path, 0, mistyped(path, value, 'int64'))];
  if (value < 0) return [invalid(path, value, 'should be a non-negative integer')];
  return value > most ? [invalid(path, value, `should be less than or equal to ${most}`)] : [];
}

function selectorFaults(object: object, path: string): FieldError[] {
  const found = at(object, path);
  if (found === undefined || (typeof found === 'object' && typeof found.value === 'string')) return [];
  return [invalid(path, '', typeof found === 'string' ? found : mistyped(path, found.value, 'string'))];
}

/** What stands there; undefined: nothing. A text says what is in the way. */
function at(object: object, path: string): { readonly value: unknown } | string | undefined {
  const names = path.replace(/^\./, '').split('.');
  let here: unknown = object;
  for (const [i, name] of names.entries()) {
    if (here === null) return undefined;
    if (!isObject(here)) return mistyped(names.slice(0, i + 1).join('.'), here, 'map[string]interface{}');
    if (!Object.hasOwn(here, name)) return undefined;
    here = here[name];
  }
  return { value: here };
}

/** apimachinery pkg/apis/meta/v1/unstructured helpers.go. */
const mistyped = (path: string, value: unknown, wanted: string): string =>
  `.${path.replace(/^\./, '')} accessor error: ${goFormat(value)} is of the type ${goTypeOf(value)}, expected ${wanted}`;
