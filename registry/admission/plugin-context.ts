import type { Clock, Logger, Measures, Random } from '../../api';
import type { Registry } from '../resource-store';
import type { KV } from '../storage/kv';

/** What a plugin may be built from. */
export interface PluginContext {
  readonly kv: KV;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  readonly measures: Measures;
  /** Being built when plugins are: it can be asked once the first write comes. */
  readonly registry: Registry;
}
