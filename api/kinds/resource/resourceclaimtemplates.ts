/** ResourceClaimTemplates (kubernetes pkg/apis/resource/validation ValidateResourceClaimTemplate). */
import { define } from '../../define';
import type * as resource from '../../schema/types/resource.v1';
import { annotations, labels } from '../checks';
import { immutableInside } from '../internal-form';
import { defaultClaim, validateClaim } from './claim-spec';

export const resourceclaimtemplates = define<resource.ResourceClaimTemplate>('resource.k8s.io', 'v1', 'ResourceClaimTemplate', {
  strategy: {
    generation: false,
    default: ({ spec }) => defaultClaim(spec.spec),
    validate: ({ spec }, old) => (old ? [] : [
      ...labels(spec.metadata?.labels, 'spec.metadata.labels'),
      ...annotations(spec.metadata?.annotations, 'spec.metadata.annotations'),
      ...validateClaim(spec.spec, 'spec.spec'),
    ]),
    validateUpdate: ({ spec }, { spec: old }) => immutableInside('resource.v1.ResourceClaimTemplateSpec', spec, old, 'spec'),
  },
});
