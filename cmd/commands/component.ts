/** `minikapi scheduler|controllers|kubelet-sim`: one part as a process of its own, over a shared store or over HTTP. */
import { systemClock, systemRandom, type Client } from '../../api';
import { createHttpClient, type ReadPath } from '../../client';
import { checkLocalExec } from '../bind';
import { openRegistry, openStorage } from '../../registry';
import { runComponents, type Component, type Surroundings } from '../components';
import { UsageError } from '../flag';
import type { Settings } from '../flags';
import { createLogger } from '../logging';
import { configurationsOf, schedulerChoice } from '../scheduler-configuration';
import { simulationOf } from '../simulation';
import { simulationChoice } from './simulation-flags';
import { runUntilSignal } from '../run';

interface Access {
  readonly client: Client;
  readonly read?: ReadPath;
  /** Where the truth is read and written, for the user. */
  readonly at: string;
  close(): Promise<void>;
}

export const component = (name: Component) => async (settings: Settings): Promise<void> => {
  const deps = { clock: systemClock, random: systemRandom, log: createLogger(settings.logLevel, settings.logFormat) };
  if (URL.canParse(settings.server)) checkLocalExec(new URL(settings.server).hostname.replace(/^\[(.*)\]$/, '$1'), settings.allowLocalExec);
  const simulation = simulationOf(simulationChoice(settings));
  const schedulerConfigurations = await configurationsOf(schedulerChoice(settings.schedulerConfig), deps);
  await runUntilSignal(deps.log, async (signal) => {
    const { client, read, at, close } = settings.server ? overHttp(settings.server, deps) : await overStore(settings.store, deps);
    const running = runComponents({ ...deps, client, read }, { components: [name], simulation, schedulerConfigurations, schedulerRecords: settings.schedulerRecords, leaderElection: true }, signal);
    process.stdout.write(`minikapi ${name} ready in ${Math.round(systemClock.monotonic())} ms: ${at}\n`);
    return { stop: () => running.finally(close) };
  });
};

function overHttp(server: string, deps: Surroundings): Access {
  const client = createHttpClient({ server, ...deps });
  return { client, read: client.read, at: server, close: async () => client.close() };
}

async function overStore(store: string, deps: Surroundings): Promise<Access> {
  if (!store.startsWith('etcd:')) {
    throw new UsageError(`--store ${store}: a process of its own needs a store that others can open too (--store etcd://host:port) or an API server (--server URL)`);
  }
  const registry = await openRegistry({ ...deps, kv: await openStorage(store, deps) });
  return { client: registry, at: store, close: () => registry.close() };
}
