/** The BCS storage document's API, at its paths: docs/dialects/bcs-storage.md. */
import type { Clock, Logger, Measures, Random } from '../../../api';
import { openDocuments, type KV, type Registry } from '../../../registry';
import type { DialectFactory } from '../../dialect';
import { clusterSources } from './live/sources';
import { bcsStorage } from './serve';
import { shelvesOf } from './shelves';
import { defaultSwitches, type Switches } from './switches';

export { readSwitches, switchRows, type Switches } from './switches';

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
  stop(): void;
}

export const defaultK8sCluster = 'BCS-K8S-00000';

/** Costs nothing before somebody asks. */
export function openBcsStorage({ options = {}, ...deps }: BcsStorageDeps): BcsStorage {
  const switches = { ...defaultSwitches, ...options.switches };
  const { k8sCluster = defaultK8sCluster } = options;
  const live = k8sCluster ? clusterSources(k8sCluster, deps) : undefined;
  const documents = openDocuments({ ...deps, name: 'bcsstorage', shelves: shelvesOf(switches), ...(live && { live }) });
  return { dialect: bcsStorage({ documents, clock: deps.clock, log: deps.log, switches }), stop: () => documents.stop() };
}
