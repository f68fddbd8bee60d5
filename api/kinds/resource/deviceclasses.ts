/** DeviceClasses (kubernetes pkg/apis/resource/validation ValidateDeviceClass). */
import { define } from '../../define';
import { invalid } from '../../field-error';
import type * as resource from '../../schema/types/resource.v1';
import { given, when } from '../checks';
import { isExtended } from '../core/resource-names';
import { same } from '../equality';
import { validateConfigurations, validateSelectors } from './claim-spec';

export const deviceclasses = define<resource.DeviceClass>('resource.k8s.io', 'v1', 'DeviceClass', {
  strategy: {
    validate: ({ spec }, old) => [
      ...validateSelectors(spec.selectors, 'spec.selectors'),
      ...validateConfigurations(spec.config, old !== undefined && same(spec.config, old.spec.config), 'spec.config'),
      ...given(spec.extendedResourceName, (name) => when(!isExtended(name), () => invalid('spec.extendedResourceName', name, 'must be a valid extended resource name'))),
    ],
  },
});
