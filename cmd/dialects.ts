/** The APIs that are served, and what some of them keep running: which paths of the main port are whose, and who has a port of its own. */
import type { Measures } from '../api';
import { defaultMesosCluster, kubernetes, minik8s, openBcsScheduler, openBcsStorage, schedulerSimulator, scheduling, startGlobalScheduler, type DialectFactory } from '../apiserver';
import { Poster } from '../client';
import type { KV, Registry } from '../registry';
import type { ClusterOptions } from './cluster-options';
import type { Surroundings } from './components';
import type { Opened } from './opened';

export interface Dialects {
  /** Of the main port, in the order in which they are asked. */
  readonly main: readonly DialectFactory[];
  /** Those that may have a port of their own; no port: they have none. `what`: as the log calls it. */
  readonly own: readonly { readonly what: string; readonly port: number | undefined; readonly dialect: DialectFactory }[];
  /** Does the work while none of them writes by itself. */
  pausedFor(work: () => Promise<void>): Promise<void>;
}

type Truth = Surroundings & { readonly kv: KV; readonly registry: Registry; readonly measures: Measures };

/** Rejects when a configuration cannot be read. */
export async function openDialects(options: ClusterOptions, deps: Truth, opened: Opened): Promise<Dialects> {
  const bcsStorage = openBcsStorage({ ...deps, options: { ...options.bcsStorage, mesosCluster: options.bcsScheduler?.cluster ?? defaultMesosCluster } });
  opened.add(() => bcsStorage.stop());
  const bcsScheduler = openBcsScheduler({ ...deps, posterWith: (asked) => new Poster({ clock: deps.clock, ...asked }), options: options.bcsScheduler });
  const { configDir, ...globalSchedulerOptions } = options.globalScheduler ?? {};
  const globalScheduler = await startGlobalScheduler({ ...deps, configDir, options: globalSchedulerOptions });
  opened.add(() => globalScheduler.stop());
  return {
    main: [schedulerSimulator, scheduling, bcsStorage.dialect, bcsScheduler, globalScheduler.dialect(false), minik8s(options.minik8s), kubernetes],
    own: [
      { what: 'the scheduler simulator', port: options.schedulerSimulatorPort, dialect: schedulerSimulator },
      { what: 'the minik8s API', port: options.minik8sPort, dialect: minik8s({ ...options.minik8s, alone: true }) },
      { what: 'the Global Scheduler', port: options.globalSchedulerPort, dialect: globalScheduler.dialect(true) },
    ],
    pausedFor: (work) => bcsStorage.pausedFor(work),
  };
}
