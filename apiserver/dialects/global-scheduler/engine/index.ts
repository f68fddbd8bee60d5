/** The door of the placement engine: pure functions, no clock, no I/O. `place` decides; the caller keeps what is taken. */
export { chargeOf } from './charge';
export { catalogueOf, type Catalogue } from './derive/supported-flavors';
export { siteOf, worldOf } from './derive/world-of';
export { unknownPlugins } from './pipeline';
export { place } from './place';
export { copiesOf, type Charge, type Explanation, type Failed, type Outcome, type PlacedCopies, type PlacedCopy, type Placement, type Refused, type Rejected, type Scored } from './placement';
export { edgeCloudPolicy, type PlaceOptions, type Policy, type Priority } from './policy';
export { quirks, type Quirk } from './quirks';
export type { AddressPoolsRecord, FlavorRecord, HostRecord, SiteNodesRecord, SiteRecord, VolumePoolRecord, VolumeTypeRecord, WorldRecords } from './records';
export { anywhere, operators, type AllocationRequest, type FlavorChoice, type LabelRequirement, type Operator, type RegionChoice, type ResourceRequest, type Selector, type Spot } from './request';
export { requirementFault } from './requirements';
export { minus, nothingTaken, plus, sumOf, type RecordedGroup, type Reserving, type SiteTaken, type Taken } from './taken';
export type { Addresses, Amount, Flavor, Geography, Site, Volumes, World } from './world';
