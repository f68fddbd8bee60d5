/** `minikapi scheduler|controllers|kubelet-sim`: one part as a process of its own, over a shared store. */
import { systemClock, systemRandom } from '../../api';
import { openRegistry, openStorage } from '../../registry';
import { runComponents, type Component } from '../components';
import { UsageError, type Settings } from '../flags';
import { createLogger } from '../logging';
import { runUntilSignal } from '../run';

export const component = (name: Component) => async (settings: Settings): Promise<void> => {
  if (!settings.store.startsWith('etcd:')) {
    throw new UsageError(`--store ${settings.store}: a process of its own needs a store that others can open too: --store etcd://host:port`);
  }
  const log = createLogger(settings.logLevel, settings.logFormat);
  const deps = { clock: systemClock, random: systemRandom, log };
  await runUntilSignal(log, async (signal) => {
    const registry = await openRegistry({ ...deps, kv: await openStorage(settings.store, deps) });
    const running = runComponents({ ...deps, client: registry }, { components: [name], nodes: settings.nodes, leaderElection: true }, signal);
    process.stdout.write(`minikapi ${name} ready in ${Math.round(systemClock.monotonic())} ms: ${settings.store}\n`);
    return {
      async stop() {
        await running;
        await registry.close();
      },
    };
  });
};
