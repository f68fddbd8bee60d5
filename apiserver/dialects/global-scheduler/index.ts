/** The Global Scheduler: docs/dialects/global-scheduler.md. */
import { kinds, type Clock, type Logger, type Random } from '../../../api';
import type { Registry } from '../../../registry';
import type { DialectFactory } from '../../dialect';
import { Sites } from './clusters/sites';
import { openConfigDirectory } from './config';
import { globalScheduler } from './http';
import { Books } from './ledger/books';
import { Latecomers } from './ledger/latecomers';
import { Ledger } from './ledger/ledger';
import { LedgerService } from './ledger/service';
import type { GlobalSchedulerOptions } from './options';
import { Publisher } from './publishing/publisher';

export { ConfigError as GlobalSchedulerConfigError } from './config';
export { optionNames as globalSchedulerOptions, type GlobalSchedulerOptions } from './options';

export interface GlobalSchedulerDeps {
  readonly registry: Registry;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  /** Default: there are no files. */
  readonly configDir?: string;
  readonly options?: GlobalSchedulerOptions;
}

export interface RunningGlobalScheduler {
  /** `alone`: on a port of its own. */
  dialect(alone: boolean): DialectFactory;
  stop(): Promise<void>;
}

/** Of the Allocations that are made here. */
const namespace = 'default';

/** Rejects with ConfigError: the directory cannot be used. */
export async function startGlobalScheduler({ configDir, options = {}, ...deps }: GlobalSchedulerDeps): Promise<RunningGlobalScheduler> {
  const { registry, clock, log } = deps;
  const { faithful = false } = options;
  const config = configDir === undefined ? undefined : openConfigDirectory({ directory: configDir, clock, log });
  const books = new Books(registry.store(kinds.allocations), { clock, log });
  const grounds = new Sites({ ...deps, books, config, faithful });
  const ledger = new Ledger({ ...deps, books, grounds });
  const latecomers = new Latecomers({ ...deps, books, grounds, ledger });
  const publisher = new Publisher({ ...deps, books, sites: grounds });
  const service = new LedgerService({ ...deps, books, grounds, ledger, namespace, faithful });
  const version = config?.current().settings.componentVersion;
  return {
    dialect: (alone) => globalScheduler(service, { ...options, alone, ...(alone && { version }) }),
    async stop() {
      await Promise.all([latecomers.stop(), publisher.stop()]);
      await ledger.stop();
      await grounds.stop();
      await books.stop();
      config?.stop();
    },
  };
}
