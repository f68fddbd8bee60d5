/** kube-scheduler-simulator's API on a port of its own, for clients that know it there (theirs is 1212). */
import { createApiServer, schedulerSimulator, type ApiServer, type ApiServerOptions } from '../apiserver';

export interface SimulatorPort {
  /** Undefined: the port could not be had. */
  readonly url?: string;
  close(): Promise<void>;
}

/** A port that is taken keeps nothing else from starting. */
export async function openSimulatorPort(options: ApiServerOptions, address: Parameters<ApiServer['listen']>[0]): Promise<SimulatorPort> {
  const server = createApiServer({ ...options, measures: undefined, dialects: [schedulerSimulator] });
  try {
    const { url } = await server.listen(address);
    options.log.info('the scheduler simulator listens on a port of its own', { url });
    return { url, close: () => server.close() };
  } catch (error) {
    options.log.error('the port of the scheduler simulator cannot be had; its API is on the main port alone', { ...address, error: (error as Error).message });
    return { close: async () => undefined };
  }
}
