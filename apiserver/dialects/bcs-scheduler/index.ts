/** The BCS scheduler document's API, at its paths: docs/dialects/bcs-scheduler.md. */
import { bcsRules, type Clock, type Logger, type Random } from '../../../api';
import type { Registry } from '../../../registry';
import type { DialectFactory } from '../../dialect';
import type { PosterFactory } from './call';
import { bcsScheduler } from './serve';
import { defaultSwitches, type Switches } from './switches';

export { readSchedulerSwitches, type Switches } from './switches';

export interface BcsSchedulerOptions {
  /** The id that requests name; '' for none: then there is nobody to ask. Default `BCS-MESOS-10001`. */
  readonly cluster?: string;
  readonly switches?: Partial<Switches>;
}

export interface BcsSchedulerDeps {
  readonly registry: Registry;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  /** Asks admission webhooks. */
  readonly posterWith: PosterFactory;
  readonly options?: BcsSchedulerOptions;
}

export const defaultMesosCluster = 'BCS-MESOS-10001';

export function openBcsScheduler({ options: { cluster: clusterId = defaultMesosCluster, switches } = {}, ...deps }: BcsSchedulerDeps): DialectFactory {
  const nanos = bcsRules.nanosFrom(() => deps.clock.now());
  return bcsScheduler({ ...deps, clusterId, cluster: bcsRules.clusterName(clusterId), switches: { ...defaultSwitches, ...switches }, timing: bcsRules.timing, nanos });
}
