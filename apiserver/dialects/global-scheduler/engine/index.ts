/** The door of the placement engine: pure functions, no clock, no I/O. `place` decides; the caller keeps what is taken. */
export { catalogueOf, type Catalogue } from './derive/supported-flavors';
export { siteOf, worldOf } from './derive/world-of';
export { place } from './place';
export type { Charge, Explanation, Outcome, PlacedCopies, Placement } from './placement';
export { edgeCloudPolicy, type PlaceOptions, type Policy } from './policy';
export type { AddressPoolsRecord, FlavorRecord, HostRecord, SiteNodesRecord, SiteRecord, VolumePoolRecord, VolumeTypeRecord, WorldRecords } from './records';
export type { AllocationRequest, LabelRequirement, Operator } from './request';
export { requirementFault } from './requirements';
export { minus, nothingTaken, plus, poolKey, sumOf, type Reserving, type SiteTaken, type Taken } from './taken';
export type { Amount, Flavor, Site, World } from './world';
