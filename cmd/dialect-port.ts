/** An API on a port of its own, for clients that know it there. */
import { createApiServer, type ApiServer, type ApiServerOptions, type DialectFactory } from '../apiserver';

export interface DialectPort {
  /** Undefined: the port could not be had. */
  readonly url?: string;
  close(): Promise<void>;
}

/** `what`: as the log calls it. A port that is taken keeps nothing else from starting. */
export async function openDialectPort(what: string, dialect: DialectFactory, options: ApiServerOptions, address: Parameters<ApiServer['listen']>[0]): Promise<DialectPort> {
  const server = createApiServer({ ...options, measures: undefined, dialects: [dialect] });
  try {
    const { url } = await server.listen(address);
    options.log.info(`${what} listens on a port of its own`, { url });
    return { url, close: () => server.close() };
  } catch (error) {
    options.log.error(`the port of ${what} cannot be had; what of its API the main port has is there`, { ...address, error: (error as Error).message });
    return { close: async () => undefined };
  }
}
