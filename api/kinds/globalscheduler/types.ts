/** Types of the objects of globalscheduler.com/v1. */
export type { Allocation, AllocationPhase, AllocationSpec, AllocationStatus } from './allocations';
export type { Capacity, Cluster, ClusterSpec, ClusterStatus } from './clusters';
export type { Dispatcher } from './dispatchers';
export type { Distributor } from './distributors';
export type { Flavor, FlavorSpec } from './flavors';
export type { GeoLocation } from './kind';
export type { Charge, PlacedGroup, PlacedResource, SelectedSite } from './placed-shape';
export type { RequestedFlavor, RequestedGroup, RequestedRequirement, RequestedResource, RequestedSpot, RequestSelector } from './request-shape';
export type { Intent, Scheduler, SchedulerSpec, SchedulerStatus, Union } from './schedulers';
