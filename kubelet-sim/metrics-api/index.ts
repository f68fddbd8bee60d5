/** metrics.k8s.io of the simulated nodes, in the place of metrics-server. */
import { kinds, sleep, type core } from '../../api';
import type { ComponentContext } from '../../client';
import type { Usages } from '../usage';
import { registerMetrics, withdrawMetrics } from './registration';
import { startMetricsServer } from './server';

const retryMs = 5000;
/** How long an end waits for a server that may have ended before. */
const farewellMs = 1000;

/** Serves until the signal aborts. A server that does not let us register is told of in the log: all else works. */
export async function serveMetrics(context: ComponentContext, usages: Usages, isServed: (node: core.Node) => boolean): Promise<void> {
  const { informers, client, clock, log, signal } = context;
  const server = await startMetricsServer({ ...context, usages, isServed, nodes: informers.of(kinds.nodes).lister, pods: informers.of(kinds.pods).lister });
  let isSettled = false;
  while (!isSettled && !signal.aborted) {
    try {
      if (!(await registerMetrics(client, server.port))) log.info('metrics.k8s.io is served by somebody else');
      isSettled = true;
    } catch (error) {
      if (!signal.aborted) log.warn('metrics.k8s.io not registered, trying again', { error: String(error) });
      await sleep(clock, retryMs, signal);
    }
  }
  if (!signal.aborted) await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
  if (isSettled) await farewell(context, server.port);
  await server.close();
}

async function farewell({ client, clock, log }: ComponentContext, port: number): Promise<void> {
  const done = new AbortController();
  const withdrawn = withdrawMetrics(client, port).catch((error: unknown) => log.debug('metrics.k8s.io not withdrawn', { error: String(error) }));
  await Promise.race([withdrawn, sleep(clock, farewellMs, done.signal)]);
  done.abort();
}
