/** What may be asked for at all: the document's checks in its order, then those whose want crashes its program (specification, 2.6, 3.5, 11.4). */
import { quoteGo } from '../../../dialect';
import { requirementFault } from '../engine/requirements';
import type { Catalogue } from '../service';
import type { AskedAllocation, AskedFlavor, AskedResource } from './allocation';

export interface Judging {
  readonly catalogue: Catalogue;
  /** As the document's program does, with its texts to the byte. */
  readonly faithful: boolean;
}

type Check = (request: AskedAllocation, judging: Judging) => string | undefined;

/** The first that is found, among what there is several of. */
function first<T>(items: Iterable<T>, faultOf: (item: T) => string | undefined): string | undefined {
  for (const item of items) {
    const fault = faultOf(item);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

const eachResource = (faultOf: (resource: AskedResource, judging: Judging) => string | undefined): Check => ({ resource_group: { resources } }, judging) =>
  first(resources, (resource) => faultOf(resource, judging));

/** Anywhere in the text: the document's pattern is not anchored. */
const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/;

/** Characters, not the halves of one: all that are allowed are single. */
const title = /^[a-zA-Z0-9_.\u4e00-\u9fa5-]{1,64}$/;

function named({ id, resource_group: { name, labels, resources } }: AskedAllocation): string | undefined {
  const titles = [...Object.entries(labels).flat(), name, ...resources.map((resource) => resource.name)];
  return uuid.test(id) && titles.every((each) => title.test(each)) ? undefined : 'name/id of allocation is invalid';
}

/** All its digits, though a number has not as many. */
const digits = (value: number): string => BigInt(value).toString();

const copied: Check = ({ replicas }) => (replicas > 0 ? undefined : `allocation.Replicas(${digits(replicas)}) is invalid`);

const strategies: readonly string[] = ['centralize', 'discrete', ''];

const placedSomehow: Check = ({ selector: { strategy: { location_strategy } } }) =>
  (strategies.includes(location_strategy) ? undefined : `Strategy(${quoteGo(location_strategy)}) not support`);

const flavorsKnown = eachResource(({ flavors }, { catalogue, faithful }) =>
  first(flavors, (flavor) => (catalogue.hasFlavor(flavor.flavor_id) ? undefined : `flavor(${faithful ? dumped(flavor) : quoteGo(flavor.flavor_id)}) does not support!`)));

/** As Go's `%#v`; where a pointer is, it prints an address, which is another one each time. */
const dumped = ({ flavor_id, spot }: AskedFlavor): string => `types.Flavor{FlavorID:${quoteGo(flavor_id)}, Spot:(*types.Spot)(${spot ? '0xc000000000' : 'nil'})}`;

const storageKnown = eachResource(({ storage }, { catalogue }) => first(Object.entries(storage), ([type, size]) => {
  if (!catalogue.hasVolumeType(type)) return `volumeType(${quoteGo(type)}) not support!`;
  return size > 0 ? undefined : `value(${digits(size)}) of volumeType(${quoteGo(type)}) is invalid!`;
}));

const notEmpty: Check = ({ resource_group: { resources } }) => (resources.length ? undefined : 'resources is empty');

const countable = eachResource(({ name, count }) => (count > 0 ? undefined : `count(${digits(count)}) of resource(${name}) is invalid`));

const choosable = eachResource(({ name, flavors }) => (flavors.length ? undefined : `flavors of resource(${name}) is empty`));

/** The document's program finds it while it places, and calls it a fault of its own. */
const requirementsSound: Check = ({ selector: { stack_affinity, stack_antiaffinity } }, { faithful }) =>
  (faithful ? undefined : first([...stack_affinity, ...stack_antiaffinity], requirementFault));

const checks: readonly Check[] = [named, copied, placedSomehow, flavorsKnown, storageKnown, notEmpty, countable, choosable, requirementsSound];

/** What is wrong first, as GS.000007 tells it. */
export const requestFault = (request: AskedAllocation, judging: Judging): string | undefined => first(checks, (check) => check(request, judging));
