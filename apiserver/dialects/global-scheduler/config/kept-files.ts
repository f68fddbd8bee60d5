/** The files of the directory as they were when they were last good, the policy apart. */
import { join } from 'node:path';
import type { Logger } from '../../../../api';
import type { WorldRecords } from '../engine';
import { ConfigError } from './config-error';
import type { ConfigFile } from './file';
import { confFile, eipPoolsFile, flavorsFile, regionFile, sampleRequestFile, siteNodesFile, sitesFile, volumePoolsFile, volumeTypesFile, type Regions, type Settings } from './files';
import { KeptFile } from './kept-file';
import type { Surroundings } from './policy-path';

export interface ConfigState {
  readonly settings: Settings;
  /** The same object until one of its files is another. */
  readonly records: WorldRecords;
  readonly regions: Regions;
}

export class KeptFiles {
  private readonly conf: KeptFile<Settings>;
  private readonly data: ReturnType<typeof dataFiles>;
  private readonly regions: KeptFile<Regions>;
  private readonly all: readonly KeptFile<unknown>[];
  private records: WorldRecords | undefined;

  constructor(private readonly surroundings: Surroundings, log: Logger) {
    const keep: Keep = (file) => new KeptFile(file, join(surroundings.directory, file.name), log);
    this.conf = keep(confFile(surroundings));
    this.data = dataFiles(keep);
    this.regions = keep(regionFile);
    this.all = [this.conf, ...Object.values(this.data), this.regions, keep(sampleRequestFile)];
  }

  /** Reads them for the first time. Throws ConfigError, which names all faults. */
  load(): ConfigState {
    for (const kept of this.all) kept.look();
    const faults = this.all.flatMap((kept) => (kept.file.isNeeded ? kept.faults : []));
    if (faults.length) throw new ConfigError(this.surroundings.directory, faults);
    for (const kept of this.all) if (kept.faults.length) kept.tellFaults('');
    return this.state();
  }

  /** Reads those of these names, default: all, that are others than before. True: something has become of it. */
  lookAgain(names?: readonly string[]): boolean {
    const better = this.all.filter((kept) => (!names || names.includes(kept.file.name)) && kept.lookAgain() === 'better');
    const data: readonly KeptFile<unknown>[] = Object.values(this.data);
    if (better.some((kept) => data.includes(kept))) this.records = undefined;
    return better.length > 0;
  }

  /** The last good state. */
  state(): ConfigState {
    return { settings: good(this.conf), records: this.records ??= recordsOf(this.data), regions: this.regions.value ?? [] };
  }
}

type Keep = <T>(file: ConfigFile<T>) => KeptFile<T>;

const dataFiles = (keep: Keep) => ({
  sites: keep(sitesFile),
  siteNodes: keep(siteNodesFile),
  flavors: keep(flavorsFile),
  volumeTypes: keep(volumeTypesFile),
  volumePools: keep(volumePoolsFile),
  addressPools: keep(eipPoolsFile),
});

const recordsOf = ({ sites, siteNodes, flavors, volumeTypes, volumePools, addressPools }: ReturnType<typeof dataFiles>): WorldRecords => ({
  sites: good(sites), siteNodes: good(siteNodes), flavors: good(flavors),
  volumeTypes: good(volumeTypes), volumePools: good(volumePools), addressPools: good(addressPools),
});

function good<T>({ value, file }: KeptFile<T>): T {
  if (value === undefined) throw new Error(`${file.name} is asked for before it is loaded.`);
  return value;
}
