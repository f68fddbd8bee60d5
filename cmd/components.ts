/** The parts of the control plane beside the API server, over any client: the registry in this process or a server elsewhere. */
import { hostname } from 'node:os';
import { kinds, type Client, type Clock, type Logger, type Measures, type Random } from '../api';
import { asFieldManager, createInformers, createNodeCalls, createRecorder, pacedWrites, runAsLeader, type ComponentContext, type EventRecorder, type ReadPath } from '../client';
import { runControllerManager } from '../controllers';
import { runKubeletSim } from '../kubelet-sim';
import { runScheduler, type Configurations, type RecordOptions, type SchedulerSlot } from '../scheduler';
import { eventsPerTurn, writesPerTurn } from './pace';
import type { Simulation } from './simulation';

export type Component = 'scheduler' | 'controllers' | 'kubelet-sim';
export const allComponents: readonly Component[] = ['scheduler', 'controllers', 'kubelet-sim'];

export interface Surroundings {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
}

export interface ComponentDeps extends Surroundings {
  readonly client: Client;
  /** Where it is counted what happens. */
  readonly measures?: Measures;
  /** Any path of the API server, where there is one. */
  readonly read?: ReadPath;
}

export interface ComponentOptions {
  readonly components: readonly Component[];
  readonly simulation: Simulation;
  /** Names of the components that run in this process, kept while they do. */
  readonly running?: { add(name: string): unknown; delete(name: string): unknown };
  /** Where the scheduler of this process can be found while it runs. */
  readonly scheduler?: SchedulerSlot;
  readonly schedulerConfigurations?: Configurations;
  readonly schedulerRecords?: RecordOptions;
  /** Only the process that holds the component's Lease runs it. */
  readonly leaderElection: boolean;
}

/** Names of the Leases, as upstream's components take them. */
const leaseName: Record<Component, string> = { scheduler: 'kube-scheduler', controllers: 'kube-controller-manager', 'kubelet-sim': 'minikapi-kubelet-sim' };

/** Whose writes they are in managedFields. */
const fieldManager: Record<Component, string> = { scheduler: 'kube-scheduler', controllers: 'kube-controller-manager', 'kubelet-sim': 'kubelet' };

/** Runs components until the signal aborts; resolves when all of them have stopped. */
export async function runComponents(deps: ComponentDeps, options: ComponentOptions, signal: AbortSignal): Promise<void> {
  const identity = `${hostname()}_${deps.random.uuid()}`;
  // Without election the components share one set of informers: one list and one watch per resource. A leadership that
  // is lost ends its informers, so the next one gets fresh ones.
  const shared = options.leaderElection ? undefined : createInformers(deps);
  await Promise.all(options.components.map(async (component) => {
    const client = asFieldManager(deps.client, fieldManager[component]);
    const named = { ...deps, client: pacedWrites(client, writesPerTurn) };
    const eventClient = pacedWrites(client, eventsPerTurn);
    const run = (until: AbortSignal): Promise<void> =>
      noted(leaseName[component], options, () => runOne(component, { ...named, informers: shared ?? createInformers(deps), signal: until }, eventClient, options));
    if (options.leaderElection) await runAsLeader({ ...named, name: leaseName[component], identity, leases: kinds.leases, onStarted: run, signal });
    else await run(signal);
  }));
}

async function noted(name: string, { running }: ComponentOptions, work: () => Promise<void>): Promise<void> {
  running?.add(name);
  try {
    await work();
  } finally {
    running?.delete(name);
  }
}

async function runOne(component: Component, context: ComponentContext, eventClient: Client, { simulation, scheduler: slot, schedulerConfigurations: configurations, schedulerRecords: records }: ComponentOptions): Promise<void> {
  const recorders = new Map<string, EventRecorder>();
  const recorderFor = (source: string): EventRecorder => {
    const recorder = recorders.get(source) ?? createRecorder({ ...context, client: eventClient, events: kinds.events, component: source });
    recorders.set(source, recorder);
    return recorder;
  };
  if (component === 'scheduler') await runScheduler({ ...context, recorder: recorderFor('default-scheduler'), recorderFor }, { slot, configurations, records });
  else if (component === 'controllers') await runControllerManager({ ...context, recorderFor, nodeCalls: createNodeCalls(context.informers.of(kinds.nodes).lister, context.clock) });
  else await runKubeletSim({ ...context, recorder: recorderFor('kubelet') }, simulation);
  await Promise.all([...recorders.values()].map((recorder) => recorder.flush()));
}
