/** Fields that writers do not get to own. */
import { fieldSetOf, type FieldSet } from './field-set';
import { fieldElement } from './path-element';

const path = (dotted: string): string[] => dotted.split('.').map(fieldElement);

/** Identity and bookkeeping, never part of managedFields (apimachinery pkg/util/managedfields/internal/stripmeta.go). */
export const neverOwned: FieldSet = fieldSetOf(
  ['f:apiVersion'], ['f:kind'], ['f:metadata'],
  ...['name', 'namespace', 'creationTimestamp', 'selfLink', 'uid', 'clusterName', 'generation', 'managedFields', 'resourceVersion'].map((name) => path(`metadata.${name}`)),
);

/** A set of whole fields, given as `metadata.labels`: what an endpoint sets back (a strategy's GetResetFields upstream). */
export const wholeFields = (...dotted: readonly string[]): FieldSet => fieldSetOf(...dotted.map(path));

/**
 * What a write through this endpoint does not change, whatever was sent. The main endpoint leaves status alone where status
 * has an endpoint of its own; that one leaves the spec alone.
 */
export function resetFieldsOf(subresource: string, hasStatusEndpoint: boolean): FieldSet {
  if (!hasStatusEndpoint) return noReset;
  return subresource === 'status' ? spec : subresource === '' ? status : noReset;
}

/** Of an endpoint that takes all that is sent. */
export const noReset = wholeFields();
const spec = wholeFields('spec');
const status = wholeFields('status');
