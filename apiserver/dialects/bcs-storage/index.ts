/** The BCS storage document's API, at its paths: docs/dialects/bcs-storage.md. */
import type { Clock, Logger, Measures, Random } from '../../../api';
import { holdsDocuments, openDocuments, type KV, type Registry } from '../../../registry';
import type { DialectFactory } from '../../dialect';
import { startFeed } from './live/feed';
import { clusterSources } from './live/sources';
import { bcsStorage } from './serve';
import { shelvesOf } from './shelves';
import { defaultSwitches, type Switches } from './switches';

export { readSwitches, type Switches } from './switches';

export interface BcsStorageOptions {
  readonly switches?: Partial<Switches>;
  /** The id under which this cluster's own objects appear; '' for none. Default `BCS-K8S-00000`. */
  readonly k8sCluster?: string;
}

export interface BcsStorageDeps {
  readonly kv: KV;
  readonly registry: Registry;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  readonly measures: Measures;
  readonly options?: BcsStorageOptions;
}

export interface BcsStorage {
  readonly dialect: DialectFactory;
  /** Does something to the store while nothing is told of the cluster's Events, nor afterwards of what was before. */
  pausedFor(work: () => Promise<void>): Promise<void>;
  stop(): Promise<void>;
}

export const defaultK8sCluster = 'BCS-K8S-00000';

const name = 'bcsstorage';

/** Costs one look into the store before somebody asks. */
export function openBcsStorage({ options = {}, ...deps }: BcsStorageDeps): BcsStorage {
  const { kv, clock } = deps;
  const switches = { ...defaultSwitches, ...options.switches };
  const { k8sCluster: cluster = defaultK8sCluster } = options;
  const live = cluster ? clusterSources(cluster, deps) : undefined;
  const documents = openDocuments({ ...deps, name, shelves: shelvesOf(switches), ...(live && { live }) });
  const feed = cluster ? startFeed({ ...deps, documents, cluster, isUsed: () => holdsDocuments(kv, name) }) : undefined;
  return {
    dialect: bcsStorage({ documents, clock, switches, feed }),
    pausedFor: (work) => (feed ? feed.pausedFor(work) : work()),
    async stop() {
      await feed?.stop();
      documents.stop();
    },
  };
}
