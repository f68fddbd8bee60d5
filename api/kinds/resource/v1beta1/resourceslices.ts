/** resource.k8s.io/v1beta1 ResourceSlices: what there is to say of a device is in `basic`. */
import type * as v1 from '../../../schema/types/resource.v1';
import type * as v1beta1 from '../../../schema/types/resource.v1beta1';
import { versionOf } from '../../version-of';
import { resourceslices as hub } from '../resourceslices';

const deviceFromHub = ({ name, ...basic }: v1.Device): v1beta1.Device => ({ name, basic });
const deviceToHub = ({ name, basic }: v1beta1.Device): v1.Device => ({ name, ...basic });

export const resourceslicesInV1beta1 = versionOf<v1beta1.ResourceSlice, v1.ResourceSlice>(hub, 'v1beta1', {
  fromHub: ({ spec, ...slice }) => ({ ...slice, spec: { ...spec, devices: spec.devices?.map(deviceFromHub) } }),
  // Of one node, or of all, is nothing said when it is empty: v1beta1 cannot tell the two apart.
  toHub: ({ spec, ...slice }) => ({ ...slice, spec: { ...spec, nodeName: spec.nodeName || undefined, allNodes: spec.allNodes || undefined, devices: spec.devices?.map(deviceToHub) } }),
});
