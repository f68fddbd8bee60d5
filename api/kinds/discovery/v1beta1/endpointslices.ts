/** discovery.k8s.io/v1beta1: where an endpoint is, is said by labels (kubernetes pkg/apis/discovery/v1beta1/conversion.go). */
import type * as v1 from '../../../schema/types/discovery.v1';
import type * as v1beta1 from '../../../schema/types/discovery.v1beta1';
import { versionOf } from '../../version-of';
import { endpointslices as hub } from '../endpointslices';

const zoneLabel = 'topology.kubernetes.io/zone';
const hostLabel = 'kubernetes.io/hostname';

type Labels = Readonly<Record<string, string>>;

function endpointFromHub({ deprecatedTopology, zone, ...endpoint }: v1.Endpoint): v1beta1.Endpoint {
  const { nodeName } = endpoint;
  const hostname = deprecatedTopology?.[hostLabel] || nodeName;
  const topology: Labels = {
    ...deprecatedTopology,
    ...(zone !== undefined && { [zoneLabel]: zone }),
    ...(hostname !== undefined && { [hostLabel]: hostname }),
  };
  return { ...endpoint, topology: Object.keys(topology).length ? topology : undefined };
}

/** A host that is not the node stays a label: v1beta1 could have it so. */
function endpointToHub({ topology = {}, ...endpoint }: v1beta1.Endpoint): v1.Endpoint {
  const { [zoneLabel]: zone, [hostLabel]: hostname, ...others } = topology;
  const nodeName = endpoint.nodeName ?? hostname;
  const rest: Labels = hostname === undefined || hostname === nodeName ? others : { ...others, [hostLabel]: hostname };
  return { ...endpoint, nodeName, zone, deprecatedTopology: Object.keys(rest).length ? rest : undefined };
}

export const endpointSlicesInV1beta1 = versionOf<v1beta1.EndpointSlice, v1.EndpointSlice>(hub, 'v1beta1', {
  fromHub: (slice) => ({ ...slice, endpoints: slice.endpoints?.map(endpointFromHub) ?? null }),
  toHub: (slice) => ({ ...slice, endpoints: slice.endpoints?.map(endpointToHub) ?? null }),
  // v1 may not write the labels; this version may.
  rules: { prepareForCreate: undefined, prepareForUpdate: undefined },
});
