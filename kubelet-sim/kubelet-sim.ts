/** Simulated kubelets: nodes that are healthy, and what lives on them. Read this file first. */
import { bcsRules, kinds, sleep, type core, type LabelSelector } from '../api';
import { createInformers, runController, type ComponentContext, type Controller, type ControllerFactory, type EventRecorder } from '../client';
import { commandController, healthController, messageController, type ExecutorDeps } from './bcs';
import { podLifecycle, type Surroundings } from './lifecycle';
import { nodeHeartbeats, registerNodes } from './nodes';
import { numberedNodes, type NodePool } from './node-pools';
import { defaultCapacity, isSimulated, type NodeCapacity } from './node-spec';
import { PodAddresses } from './pod-addresses';
import { presets, type Preset } from './presets';
import { keepFaults } from './faults';
import { createSandbox, FunctionPods } from './functions';
import { noAccess, type HostAccess } from './host/access';
import { ensureResources } from './resources/ensure';
import { ownResources } from './resources';
import { Machines } from './machines/machines';
import { serveNames, type NamesOptions } from './names';
import { followStreams } from './rules/streams';
import { routes, startKubeletServer, worldOf } from './server';
import { serveFunctions } from './serverless';
import { ScriptPods } from './scripts/pods';
import type { Stage } from './stage';
import { environment, environmentNames, keepBook, OtherKinds, type PlayerDeps } from './stage-objects';
import { serveMetrics } from './metrics-api';
import { podStages } from './stages';
import { followUsages, usageRoutes, Usages } from './usage';

export interface KubeletSimOptions {
  /** Simulated nodes to register: node-1 … node-n. */
  readonly nodes: number;
  /** Further ones. */
  readonly pools?: readonly NodePool[];
  readonly capacity?: NodeCapacity;
  /** Serves the nodes that it selects too. */
  readonly nodeSelector?: LabelSelector;
  /** How long things take by themselves where there are no Stage objects for pods; default `fast`. */
  readonly preset?: Preset;
  /** Where nodes say that their kubelet listens; default: on a server of this process, on loopback. */
  readonly kubeletPort?: number;
  /** What objects of the API may have of this machine; default: nothing. */
  readonly access?: HostAccess;
  /** Where names are answered, and requests by host; default nowhere. */
  readonly names?: NamesOptions;
  /** Where functions are called; 0, or absent: through the API server alone. */
  readonly serverlessPort?: number;
  /** A pod's life where there are no Stage objects for pods; default `podStages`. */
  readonly stages?: readonly Stage[];
}

type Context = ComponentContext & { readonly recorder: EventRecorder };

/** How long pods wait for the stages when the server does not tell which there are. */
const patienceMs = 2000;

/** A process that has just begun has better things to do than to read definitions; it takes a twentieth of a second. */
const startMs = 100;

/** Runs until the context's signal aborts. */
export async function runKubeletSim(context: Context, { nodes, pools = [], capacity = defaultCapacity, nodeSelector, preset = 'fast', stages = podStages, access = noAccess, kubeletPort, names = {}, serverlessPort = 0 }: KubeletSimOptions): Promise<void> {
  // Informers of its own: a server without custom resources holds nothing up.
  const definitions = { ...context, informers: createInformers(context) };
  const { book, loaded, leave, tellServed } = keepBook(definitions, environmentNames);
  const others = new OtherKinds();
  const addresses = new PodAddresses();
  const { faults, leave: leaveFaults } = keepFaults({ ...context, memoryOf: (pod) => new Map(usages.containersOf(pod).map(({ name, usage }) => [name, usage.memory])) }, definitions);
  const isServed = (node: core.Node): boolean => (isSimulated(node) || (nodeSelector?.matches(node.metadata.labels ?? {}) ?? false)) && !faults.silences(node);
  const usages = new Usages({ ...context, isServed });
  const { lister } = context.informers.of(kinds.nodes);
  const told = usageRoutes({ ...context, usages }, (name) => lister.get({ name }));
  const { rules, leave: leaveStreams } = followStreams(definitions, access);
  const isServedNode = (name: string): boolean => {
    const node = lister.get({ name });
    return node !== undefined && isServed(node);
  };
  const sandbox = createSandbox(context);
  const functions = new FunctionPods({ ...context, sandbox });
  const scripts = new ScriptPods({ ...context, sandbox });
  const serverless = await serveFunctions(context, { port: serverlessPort, instances: functions, functionInformers: definitions.informers, serves: isServedNode });
  const world = worldOf(context.informers, isServed, functions, scripts);
  const machines = new Machines({ ...context, world, nodeNamed: (name) => lister.get({ name }) });
  const server = kubeletPort === undefined ? await startKubeletServer({ ...context, routes: [...routes, ...told, ...serverless.routes], rules, access, world, machines }) : undefined;
  const endNames = await serveNames(context, names, server);
  const basis = { capacity, port: kubeletPort ?? server?.port ?? 0 };
  const deps = playerDeps(context, others, addresses, basis.port);
  const surroundings: Surroundings = { stages, defaults: presets[preset], book, deps, addresses, isServed, faults, functions, scripts };
  const leaveUsages = followUsages(definitions, usages.book);
  definitions.informers.start(context.signal);
  const register = registerNodes(context, [...(nodes ? [numberedNodes(nodes, capacity)] : []), ...pools], basis)
    .then(() => sleep(context.clock, startMs, context.signal))
    .then(() => Promise.all([ensureResources(context, ownResources), serveMetrics(context, usages, isServed)]));
  const live = Promise.race([loaded, sleep(context.clock, patienceMs, context.signal)])
    .then(() => Promise.all([nodeHeartbeats(surroundings, basis), podLifecycle(surroundings), ...executors({ ...context, timing: bcsRules.timing, machines, rules, access, world })].map((factory) => runController(factory(context), context))));
  await Promise.all([register, live, others.run(definitions, deps, { book, tellServed })]);
  leave();
  leaveUsages();
  leaveStreams();
  leaveFaults();
  await serverless.close();
  await functions.close();
  scripts.close();
  await sandbox.close();
  await endNames();
  await server?.close();
}

/** What acts on what is sent to taskgroups of the BCS scheduler. */
const executors = (deps: ExecutorDeps): ControllerFactory[] => [messageController, commandController, healthController].map((controller) => ({ informers }) => controller(informers, deps) as Controller);

function playerDeps(context: Context, { served }: OtherKinds, addresses: PodAddresses, port: number): PlayerDeps {
  const { lister } = context.informers.of(kinds.nodes);
  const functionsFor = environment({ ...context, addresses, port, nodeNamed: (name) => lister.get({ name }) });
  return { ...context, functionsFor, kindNamed: (apiVersion, kind) => served.find(`${apiVersion}/${kind}`) };
}
