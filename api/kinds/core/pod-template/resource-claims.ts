/** Claims of devices that a pod has (KEP-4381). */
import { duplicate, invalid, required, type FieldError } from '../../../field-error';
import type * as core from '../../../schema/types/core.v1';
import { each, label, subdomain, when } from '../../checks';
import { internalForm } from '../../internal-form';

export function validateResourceClaims(claims: readonly core.PodResourceClaim[] | undefined, field: string): FieldError[] {
  if (!claims?.length) return [];
  const names = new Set<string>();
  return each(claims, field, (claim, at) => {
    const { name, resourceClaimName, resourceClaimTemplateName } = claim;
    const repeated = names.has(name);
    names.add(name);
    return [
      ...nameFault(name, repeated, `${at}.name`),
      ...when(resourceClaimName !== undefined && resourceClaimTemplateName !== undefined, () =>
        invalid(at, internalForm('core.v1.PodResourceClaim', claim), 'at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified')),
      ...when(resourceClaimName === undefined && resourceClaimTemplateName === undefined, () =>
        invalid(at, internalForm('core.v1.PodResourceClaim', claim), 'must specify one of: `resourceClaimName`, `resourceClaimTemplateName`')),
      ...(resourceClaimName === undefined ? [] : subdomain(resourceClaimName, `${at}.resourceClaimName`)),
      ...(resourceClaimTemplateName === undefined ? [] : subdomain(resourceClaimTemplateName, `${at}.resourceClaimTemplateName`)),
    ];
  });
}

function nameFault(name: string, repeated: boolean, field: string): FieldError[] {
  if (!name) return [required(field)];
  return repeated ? [duplicate(field, name)] : label(name, field);
}
