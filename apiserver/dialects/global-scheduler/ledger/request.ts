/** What an Allocation asks for: as a request has it, as the object keeps it, and as the engine takes it. Pure. */
import type { globalscheduler } from '../../../../api';
import type { AllocationRequest, LabelRequirement, Operator } from '../engine';
import type { AskedAllocation, AskedFlavor, AskedResource, LabelRequirement as AskedRequirement, Selector, Spot } from '../request/allocation';

type Spec = globalscheduler.AllocationSpec;

/** What was not sent is left out, so that the same request is the same spec however it was written. */
export function specOf({ resource_group: { name, labels, uid, resources }, selector, replicas }: AskedAllocation): Spec {
  const asked = selectorOf(selector);
  return {
    resource_group: { name, ...filled({ labels, uid }), resources: resources.map(resourceOf) },
    ...(asked && { selector: asked }),
    replicas,
  };
}

const resourceOf = ({ name, resource_type, flavors, storage, need_eip, count }: AskedResource): globalscheduler.RequestedResource =>
  ({ name, ...filled({ resource_type, storage, need_eip }), flavors: flavors.map(flavorOf), count });

const flavorOf = ({ flavor_id, spot }: AskedFlavor): globalscheduler.RequestedFlavor => ({ flavor_id, ...(spot && { spot: filled({ ...spot }) }) });

function selectorOf({ geo_location, regions, operator, node_id, strategy, stack_affinity, stack_antiaffinity }: Selector): globalscheduler.RequestSelector | undefined {
  const asked = filled({
    geo_location: filled({ ...geo_location }),
    regions: regions.map(({ region, availability_zone }) => filled({ region, availability_zone: [...availability_zone] })),
    operator, node_id,
    strategy: filled({ ...strategy }),
    stack_affinity: stack_affinity.map(requirementOf),
    stack_antiaffinity: stack_antiaffinity.map(requirementOf),
  });
  return Object.keys(asked).length ? asked : undefined;
}

const requirementOf = ({ key, operator, values }: AskedRequirement): globalscheduler.RequestedRequirement => ({ key, operator, ...filled({ values: [...values] }) });

/** Without members that say nothing: empty texts, lists and objects, 0, false. */
function filled<T extends object>(members: T): { -readonly [K in keyof T]?: Unlocked<T[K]> } {
  const says = (value: unknown): boolean => (typeof value === 'object' && value !== null ? Object.keys(value).length > 0 : Boolean(value));
  return Object.fromEntries(Object.entries(members).filter(([, value]) => says(value))) as { [K in keyof T]?: Unlocked<T[K]> };
}

type Unlocked<T> = T extends Readonly<Record<string, infer V>> ? Record<string, V> : T;

/** For the engine, which decides. */
export function requestOf(spec: Spec): AllocationRequest {
  const { resource_group: { labels, resources }, selector, replicas } = askedOf(spec, '');
  const { geo_location, regions, operator, node_id, strategy, stack_affinity, stack_antiaffinity } = selector;
  return {
    labels: new Map(Object.entries(labels)),
    resources: resources.map(({ name, flavors, storage, need_eip, count }) => ({
      name, count,
      flavors: flavors.map(({ flavor_id: flavorId, spot }) => ({ flavorId, ...(spot && { spot: spotOf(spot) }) })),
      storage: new Map(Object.entries(storage)),
      needsAddress: need_eip,
    })),
    selector: {
      geography: { ...geo_location },
      regions: regions.map(({ region, availability_zone: zones }) => ({ region, zones })),
      operator,
      siteId: node_id,
      locationStrategy: strategy.location_strategy === 'centralize' ? 'centralize' : 'discrete',
      regionAlone: strategy.region_strategy === 'alone',
      affinity: stack_affinity.map(required),
      antiAffinity: stack_antiaffinity.map(required),
    },
    replicas,
  };
}

const spotOf = ({ max_price, spot_duration_hours, spot_duration_count, interruption_policy }: Spot) =>
  ({ maxPrice: max_price, durationHours: spot_duration_hours, durationCount: spot_duration_count, interruptionPolicy: interruption_policy });

// Whoever writes one has been judged: the kind's schema and the request's validation know these operators alone.
const required = ({ key, operator, values }: AskedRequirement): LabelRequirement => ({ key, operator: operator as Operator, values });

/** As a request would have asked for it: what is not said has Go's zero value. */
export function askedOf({ resource_group: { name, labels = {}, uid = '', resources }, selector = {}, replicas }: Spec, id: string): AskedAllocation {
  const { geo_location = {}, regions = [], operator = '', node_id = '', strategy = {}, stack_affinity = [], stack_antiaffinity = [] } = selector;
  const { country = '', area = '', province = '', city = '' } = geo_location;
  return {
    id, replicas,
    resource_group: {
      name, labels, uid,
      resources: resources.map(({ resource_type = '', storage = {}, need_eip = false, flavors, ...rest }) => ({ ...rest, resource_type, storage, need_eip, flavors: flavors.map(askedFlavor) })),
    },
    selector: {
      geo_location: { country, area, province, city },
      regions: regions.map(({ region = '', availability_zone = [] }) => ({ region, availability_zone })),
      operator, node_id,
      strategy: { location_strategy: strategy.location_strategy ?? '', region_strategy: strategy.region_strategy ?? '' },
      stack_affinity: stack_affinity.map(askedRequirement), stack_antiaffinity: stack_antiaffinity.map(askedRequirement),
    },
  };
}

const askedFlavor = ({ flavor_id, spot }: globalscheduler.RequestedFlavor): AskedFlavor =>
  ({ flavor_id, ...(spot && { spot: { max_price: '', spot_duration_hours: 0, spot_duration_count: 0, interruption_policy: '', ...spot } }) });

const askedRequirement = ({ key, operator, values = [] }: globalscheduler.RequestedRequirement): AskedRequirement => ({ key, operator, values });
