/** resource.k8s.io/v1beta1 ResourceClaimTemplates. */
import type * as v1 from '../../../schema/types/resource.v1';
import type * as v1beta1 from '../../../schema/types/resource.v1beta1';
import { versionOf } from '../../version-of';
import { resourceclaimtemplates as hub } from '../resourceclaimtemplates';
import { claimFromHub, claimToHub } from './device-request';

export const resourceclaimtemplatesInV1beta1 = versionOf<v1beta1.ResourceClaimTemplate, v1.ResourceClaimTemplate>(hub, 'v1beta1', {
  fromHub: (template) => ({ ...template, spec: { ...template.spec, spec: claimFromHub(template.spec.spec) } }),
  toHub: (template) => ({ ...template, spec: { ...template.spec, spec: claimToHub(template.spec.spec) } }),
});
