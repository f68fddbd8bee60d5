/** resource.k8s.io/v1beta1 ResourceClaims. */
import type * as v1 from '../../../schema/types/resource.v1';
import type * as v1beta1 from '../../../schema/types/resource.v1beta1';
import { versionOf } from '../../version-of';
import { resourceclaims as hub } from '../resourceclaims';
import { claimFromHub, claimToHub } from './device-request';

export const resourceclaimsInV1beta1 = versionOf<v1beta1.ResourceClaim, v1.ResourceClaim>(hub, 'v1beta1', {
  fromHub: (claim) => ({ ...claim, spec: claimFromHub(claim.spec) }),
  toHub: (claim) => ({ ...claim, spec: claimToHub(claim.spec) }),
});
