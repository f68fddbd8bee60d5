/** Decisions by the configuration directory alone; without one there are no sites. */
import { edgeCloudPolicy, worldOf, type PlaceOptions, type World, type WorldRecords } from './engine';
import type { ConfigDirectory } from './config';
import type { Grounds, GroundsSource } from './ledger/grounds';
import { PlacementFault } from './service';

const nothing: WorldRecords = { sites: [], siteNodes: [], flavors: [], volumeTypes: [], volumePools: [], addressPools: [] };

export class ConfigGrounds implements GroundsSource {
  private latest: { readonly records: WorldRecords; readonly world: World } | undefined;

  constructor(private readonly config: ConfigDirectory | undefined, private readonly faithful: boolean) {}

  current(): Promise<Grounds> {
    const { faithful, config } = this;
    const { records, settings } = config?.current() ?? { records: nothing, settings: undefined };
    const options: PlaceOptions = { faithful, spotFake: settings?.spotFake ?? false };
    if (this.latest?.records !== records) this.latest = { records, world: worldOf(records) };
    const { policy, faults } = config?.policy() ?? { policy: edgeCloudPolicy, faults: [] };
    // As the document's program: no policy that can be read, no answer.
    if (faithful && faults.length) return Promise.reject(new PlacementFault());
    return Promise.resolve({ world: this.latest.world, policy, options, isOwn: () => false });
  }

  onChange(listener: () => void): () => void {
    this.config?.onChange(listener);
    return () => undefined;
  }
}
