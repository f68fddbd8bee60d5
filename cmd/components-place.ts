/** Where the components of a cluster run: in this thread, or in one of their own. */
import { systemClock, systemRandom, type Measures, type SchedulerControl } from '../api';
import { createHttpClient } from '../client';
import type { Registry } from '../registry';
import { SchedulerSlot, type RecordOptions } from '../scheduler';
import { allComponents, type Component, type Surroundings } from './components';
import { UsageError } from './flag';
import { RunningComponents, type Components } from './running-components';
import { configurationsOf, type SchedulerChoice } from './scheduler-configuration';
import { simulationOf, type SimulationChoice } from './simulation';
import { ComponentsThread } from './thread/host';

export interface ComponentsChoice extends SimulationChoice, SchedulerChoice {
  readonly components?: readonly Component[];
  readonly componentThread?: boolean;
  readonly leaderElection: boolean;
  readonly schedulerRecords?: RecordOptions['level'];
  readonly schedulerRecordsPrefix?: string;
}

/** What the components stand on. */
export interface Ground {
  readonly registry: Registry;
  readonly measures: Measures;
  /** Where the API answers. */
  readonly url: string;
}

/** Components before there is anything to run on. */
export interface ComponentsPlace {
  /** Names of those that run. */
  readonly running: ReadonlySet<string>;
  /** Whether they work with the registry's own objects. */
  readonly sharesObjects: boolean;
  /** Rejects with ServiceUnavailable while none runs. */
  readonly scheduler: SchedulerControl;
  on(ground: Ground): Components;
  /** Of a place where nothing ran. */
  leave(): Promise<void>;
}

/** Rejects with UsageError when the choice makes no sense. */
export async function placeOfComponents(choice: ComponentsChoice, deps: Surroundings): Promise<ComponentsPlace> {
  // In either case a template or a configuration that cannot be read is told at once.
  const simulation = simulationOf(choice);
  const schedulerConfigurations = await configurationsOf(choice, deps);
  const running = new Set<string>();
  const slot = new SchedulerSlot();
  const { components = allComponents, leaderElection, schedulerRecords: level, schedulerRecordsPrefix: prefix } = choice;
  const records = { level, prefix };
  if (choice.componentThread && components.length > 0) {
    if (deps.clock !== systemClock || deps.random !== systemRandom) throw new UsageError('componentThread: another thread cannot share a clock or chance of your own');
    const { nodes, nodeTemplate, nodeSelector, stages, allowLocalExec, allowLogFiles, dnsPort, gatewayPort, serverlessPort, schedulerConfiguration, schedulerModules } = choice;
    const simulated = { nodes, nodeTemplate, nodeSelector, stages, allowLocalExec, allowLogFiles, dnsPort, gatewayPort, serverlessPort };
    const thread = new ComponentsThread({ simulation: simulated, scheduler: { schedulerConfiguration, schedulerModules }, records, components, leaderElection });
    return {
      running, scheduler: slot, sharesObjects: false,
      on: (ground) => thread.over({ ...ground, ...deps, running, slot }),
      leave: () => thread.end(),
    };
  }
  return {
    running, scheduler: slot, sharesObjects: components.length > 0,
    on: ({ registry, measures, url }) => {
      // For what the registry does not have: the APIs of other servers.
      const loopback = createHttpClient({ ...deps, server: url });
      return new RunningComponents({ ...deps, measures, client: registry, read: loopback.read }, { components, simulation, scheduler: slot, schedulerConfigurations, schedulerRecords: records, leaderElection, running }, () => loopback.close());
    },
    leave: async () => undefined,
  };
}
