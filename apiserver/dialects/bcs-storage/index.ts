/** The BCS storage document's API, at its paths: docs/dialects/bcs-storage.md. */
import type { Clock, Logger, Measures, Random } from '../../../api';
import { holdsDocuments, openDocuments, type KV, type LiveSource, type Registry } from '../../../registry';
import type { DialectFactory } from '../../dialect';
import { startFeed } from './live/feed';
import { together } from './live/feeding';
import { mesosSources } from './live/mesos';
import { startTaskFeed } from './live/mesos/feed';
import type { SourceDeps } from './live/source';
import { clusterSources } from './live/sources';
import { bcsStorage } from './serve';
import { shelvesOf } from './shelves';
import { defaultSwitches, type Switches } from './switches';

export { readSwitches, type Switches } from './switches';

export interface BcsStorageOptions {
  readonly switches?: Partial<Switches>;
  /** The id under which this cluster's own objects appear; '' for none. Default `BCS-K8S-00000`. */
  readonly k8sCluster?: string;
  /** The id under which the applications of BCS' own scheduler appear, with all that belongs to them; absent or '' for none. */
  readonly mesosCluster?: string;
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
  const { k8sCluster: cluster = defaultK8sCluster, mesosCluster = '' } = options;
  const documents = openDocuments({ ...deps, name, shelves: shelvesOf(switches), live: liveSources(cluster, mesosCluster, deps) });
  const told = { ...deps, documents, isUsed: () => holdsDocuments(kv, name) };
  const feeds = [...(cluster ? [startFeed({ ...told, cluster })] : []), ...(mesosCluster ? [startTaskFeed({ ...told, cluster: mesosCluster })] : [])];
  const feed = feeds.length ? together(feeds) : undefined;
  return {
    dialect: bcsStorage({ documents, clock, switches, feed }),
    pausedFor: (work) => (feed ? feed.pausedFor(work) : work()),
    async stop() {
      await feed?.stop();
      documents.stop();
    },
  };
}

/** The same array for as long as nothing has changed. */
function liveSources(k8sCluster: string, mesosCluster: string, deps: SourceDeps): () => readonly LiveSource[] {
  const mesos = mesosCluster ? mesosSources(mesosCluster, deps) : [];
  if (!k8sCluster) return () => mesos;
  const k8s = clusterSources(k8sCluster, deps);
  let before: readonly LiveSource[] | undefined;
  let all: readonly LiveSource[] = [];
  return () => {
    const now = k8s();
    if (now !== before) all = [...now, ...mesos];
    before = now;
    return all;
  };
}
