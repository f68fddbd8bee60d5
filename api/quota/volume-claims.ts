/** Claims of volumes: themselves and their size, in all and by storage class (kubernetes pkg/quota/v1/evaluator/core/persistent_volume_claims.go). */
import { same } from '../kinds/equality';
import { compareQuantities, formatQuantity, parseQuantity } from '../quantity';
import { rescaleUp } from '../quantity-text';
import type * as core from '../schema/types/core.v1';
import type { Amounts } from './amounts';
import { countOf, type Evaluator } from './evaluator';
import { meets } from './scopes';

type Claim = core.PersistentVolumeClaim;

const count = countOf({ group: '', plural: 'persistentvolumeclaims' });
const plain = ['persistentvolumeclaims', 'requests.storage'];
const ofClass = '.storageclass.storage.k8s.io/';

const isTracked = (name: string): boolean => name === count || plain.includes(name) || plain.some((resource) => name.endsWith(ofClass + resource));

const storageClass = ({ metadata, spec }: Claim): string | undefined =>
  metadata.annotations?.['volume.beta.kubernetes.io/storage-class'] ?? spec.storageClassName;

/** Sizes count in whole bytes (kubernetes issue 94313). */
function wholeBytes(text: string): string {
  const quantity = parseQuantity(text);
  return quantity.scale < 0 ? formatQuantity(rescaleUp(quantity, 0)) : text;
}

/** What is asked for, or more while a larger volume is being made. */
function size({ spec, status }: Claim): string | undefined {
  const asked = spec.resources?.requests?.storage;
  if (asked === undefined) return undefined;
  const allocated = status.allocatedResources?.storage;
  return wholeBytes(allocated !== undefined && compareQuantities(allocated, asked) > 0 ? allocated : asked);
}

function usage(claim: Claim): Amounts {
  const bytes = size(claim);
  const amounts: Amounts = { persistentvolumeclaims: '1', ...(bytes !== undefined && { 'requests.storage': bytes }) };
  const name = storageClass(claim);
  const byClass = name ? Object.entries(amounts).map(([resource, quantity]) => [name + ofClass + resource, quantity] as const) : [];
  return { ...amounts, ...Object.fromEntries(byClass), [count]: '1' };
}

/** The classes of attributes it has, and those it is on its way from and to (KEP-3751). */
const attributesClasses = ({ spec, status }: Claim): string[] =>
  [spec.volumeAttributesClassName, status.currentVolumeAttributesClassName, status.modifyVolumeStatus?.targetVolumeAttributesClassName].flatMap((name) => name || []);

const distinct = (claim: Claim): string[] => [...new Set(attributesClasses(claim))].sort();

const changesUsage = (claim: Claim, old: Claim): boolean =>
  old.status.allocatedResources?.storage !== claim.status.allocatedResources?.storage || !same(distinct(old), distinct(claim));

export const volumeClaims: Evaluator<Claim> = {
  handles({ operation, subresource, object, old }) {
    if (subresource === '') return operation !== 'DELETE';
    return subresource === 'status' && object !== undefined && old !== undefined && changesUsage(object, old);
  },
  tracked: (names) => names.filter(isTracked),
  usage,
  isInScope(scope, claim) {
    if (scope.scopeName !== 'VolumeAttributesClass') return false;
    const names = attributesClasses(claim);
    return names.length ? names.some((name) => meets(scope, name)) : meets(scope, undefined);
  },
  frees: changesUsage,
};
