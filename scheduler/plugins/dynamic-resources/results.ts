/** What is written down of the devices that a claim gets (k8s.io/dynamic-resource-allocation structured/internal, Allocate). */
import { same, type core, type resource } from '../../../api';
import type { Chosen } from './constraints';
import type { Claim } from './pod-claims';

type Requirement = core.NodeSelectorRequirement;

const resultOf = ({ wanted: { name, adminAccess, tolerations }, offer: { driver, pool, device } }: Chosen): resource.DeviceRequestAllocationResult => ({
  request: name, driver, pool: pool.name, device: device.name,
  ...(adminAccess && { adminAccess }),
  ...(tolerations.length && { tolerations: [...tolerations] }),
});

/** Each class's once, with the requests that it is for; then the claim's, where one of their requests got devices. */
function configOf(claim: Claim, chosen: readonly Chosen[]): resource.DeviceAllocationConfiguration[] {
  const wanted = [...new Set(chosen.map((one) => one.wanted))];
  const classes = [...new Map(wanted.map(({ deviceClass }) => [deviceClass.metadata.name, deviceClass])).values()];
  const fromClasses = classes.flatMap((deviceClass) => (deviceClass.spec.config ?? []).map((config) => ({
    source: 'FromClass' as const, requests: wanted.filter((one) => one.deviceClass === deviceClass).map(({ name }) => name), ...config,
  })));
  const concerns = ({ requests }: resource.DeviceClaimConfiguration): boolean =>
    !requests?.length || wanted.some(({ name, request }) => requests.includes(name) || requests.includes(request));
  const fromClaim = (claim.spec.devices.config ?? []).filter(concerns).map((config) => ({ source: 'FromClaim' as const, ...config }));
  return [...fromClasses, ...fromClaim];
}

const withoutRepeats = (requirements: readonly Requirement[]): Requirement[] =>
  requirements.filter((one, i) => requirements.findIndex((other) => same(other, one)) === i);

/** From where all of them are reached; undefined: from everywhere. */
function nodeSelectorOf(chosen: readonly Chosen[]): core.NodeSelector | undefined {
  const local = chosen.find(({ offer }) => offer.place.nodeName);
  if (local) return { nodeSelectorTerms: [{ matchFields: [{ key: 'metadata.name', operator: 'In', values: [local.offer.place.nodeName ?? ''] }] }] };
  const terms = chosen.flatMap(({ offer }) => offer.place.nodeSelector?.nodeSelectorTerms ?? []);
  const matchFields = withoutRepeats(terms.flatMap((term) => term.matchFields ?? []));
  const matchExpressions = withoutRepeats(terms.flatMap((term) => term.matchExpressions ?? []));
  if (!matchFields.length && !matchExpressions.length) return undefined;
  return { nodeSelectorTerms: [{ ...(matchFields.length && { matchFields }), ...(matchExpressions.length && { matchExpressions }) }] };
}

export function allocationOf(claim: Claim, chosen: readonly Chosen[]): resource.AllocationResult {
  const config = configOf(claim, chosen);
  const nodeSelector = nodeSelectorOf(chosen);
  return { devices: { results: chosen.map(resultOf), ...(config.length && { config }) }, ...(nodeSelector && { nodeSelector }) };
}
