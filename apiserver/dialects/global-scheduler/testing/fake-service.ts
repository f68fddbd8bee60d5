/** A service that places everything on one site, and keeps it. */
import type { AskedAllocation } from '../request/allocation';
import type { Answer, PlacedAllocation, PlaceOptions, Service } from '../service';

export interface FakeService extends Service {
  readonly kept: Map<string, PlacedAllocation>;
  /** What was asked of it, the last last. */
  readonly asked: { readonly request: AskedAllocation; readonly options?: PlaceOptions }[];
}

const selected = { node_id: 'site1', region: 'region1', availability_zone: 'az1' };

const placed = ({ id, replicas, resource_group: { name, resources } }: AskedAllocation): PlacedAllocation => ({
  id,
  resource_groups: [{
    copies: replicas, name, selected, resources: resources.map((resource) => ({ name: resource.name, flavor_id: resource.flavors[0]!.flavor_id, count: resource.count })),
  }],
});

/** Places at most `room` copies; `answer` may say something else. */
export function fakeService({ room = 100, answer }: { readonly room?: number; readonly answer?: () => Answer | undefined } = {}): FakeService {
  const kept = new Map<string, PlacedAllocation>();
  const asked: FakeService['asked'] = [];
  const dryRun: Service['dryRun'] = async (request, options) => {
    asked.push({ request, ...(options && { options }) });
    if (answer) return answer();
    return { allocation: request.replicas > room ? { id: request.id, resource_groups: [] } : placed(request) };
  };
  return {
    kept, asked, dryRun,
    catalogue: async () => ({ hasFlavor: (id) => ['c6.large.2', 's3.large.2'].includes(id), hasVolumeType: (name) => ['SAS', 'SSD'].includes(name) }),
    allocate: async (request, options) => {
      const found = await dryRun(request, options);
      if (found?.allocation.resource_groups.length) kept.set(request.id, found.allocation);
      return found;
    },
    get: async (id) => kept.get(id),
    list: async () => [...kept.values()],
    release: async (id) => (kept.delete(id) ? 'released' : 'unknown'),
  };
}
