/** Where the thread of the components begins (`dist/component-thread.js`). */
import { workerData, type MessagePort } from 'node:worker_threads';
import { kinds, Measures, systemClock, systemRandom, type Logger, type SchedulerControl } from '../../api';
import { createHttpClient, createPortClient, Peer, type Offer } from '../../client';
import { SchedulerSlot } from '../../scheduler';
import { RunningComponents } from '../running-components';
import { configurationsOf } from '../scheduler-configuration';
import { simulationOf } from '../simulation';
import type { Line, Presence, ThreadSetup, ToldFamily } from './setup';

const { port, setup } = workerData as { readonly port: MessagePort; readonly setup: ThreadSetup };

const surroundings = { clock: systemClock, random: systemRandom };
const measures = new Measures();
const slot = new SchedulerSlot();

const at = (level: Line['level']) => (message: string, fields?: object): void => peer.tell('log', { level, message, fields: fields && JSON.stringify(fields) } satisfies Line);
const log: Logger = { error: at('error'), warn: at('warn'), info: at('info'), debug: at('debug') };

const tellPresence = (runs: boolean) => (name: string): void => peer.tell('running', { name, runs } satisfies Presence);

let components: RunningComponents | undefined;

async function start(url: string): Promise<void> {
  // For what no port is asked: the APIs of other servers.
  const loopback = createHttpClient({ ...surroundings, log, server: url });
  const deps = { ...surroundings, log, measures, client: createPortClient(peer, [kinds.customresourcedefinitions]), read: loopback.read };
  components = new RunningComponents(deps, {
    components: setup.components, leaderElection: setup.leaderElection, simulation: simulationOf(setup.simulation), scheduler: slot,
    schedulerConfigurations: await configurationsOf(setup.scheduler, surroundings), schedulerRecords: setup.records,
    running: { add: tellPresence(true), delete: tellPresence(false) },
  }, () => loopback.close());
  await components.start();
}

/** In their order: one begins when the one before is over. */
const pauses: { readonly end: () => void; readonly over: Promise<void> | undefined }[] = [];

/** Resolves when none of them runs; `resume` begins them anew. */
function pause(): Promise<void> {
  return new Promise((paused, failed) => {
    let end = (): void => undefined;
    const ended = new Promise<void>((resolve) => { end = resolve; });
    const over = components?.pausedFor(() => {
      paused();
      return ended;
    });
    over?.catch(failed);
    pauses.push({ end, over });
  });
}

async function resume(): Promise<void> {
  const pause = pauses.shift();
  pause?.end();
  await pause?.over;
}

const families = (): readonly ToldFamily[] => measures.families().map((family) => ({ name: family.name, help: family.help, type: family.type, samples: family.samples() }));

const ofScheduler: Required<Offer>['calls'] = {
  'scheduler configuration': () => slot.configuration(),
  'scheduler initialConfiguration': () => slot.initialConfiguration(),
  'scheduler configure': (configuration: unknown) => slot.configure(configuration),
  'scheduler explain': (pod: Parameters<SchedulerControl['explain']>[0]) => slot.explain(pod),
  'scheduler whatIf': (question: Parameters<SchedulerControl['whatIf']>[0]) => slot.whatIf(question),
};

const peer = new Peer(port, { calls: { ...ofScheduler, start, pause, resume, stop: () => components?.stop(), families } }, log);
