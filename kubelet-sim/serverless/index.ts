/** Calls of functions, and their way to instances. */
import type { ComponentContext, Informers } from '../../client';
import type { Route } from '../server/call';
import { createActivator } from './activator';
import type { Instances } from './instances';
import { functionRoute } from './route';
import { openServerlessPort } from './server';

export { Failure, type FailureKind, type Instances } from './instances';

export interface ServerlessOptions {
  /** 0: functions are called through the API server alone. */
  readonly port: number;
  readonly instances: Instances;
  /** With functions: a server that does not serve them holds nothing else up. */
  readonly functionInformers: Informers;
  /** Whether this process runs what is on the node. */
  serves(node: string): boolean;
}

export interface Serverless {
  /** For the server that speaks a kubelet's API. */
  readonly routes: readonly Route[];
  /** Calls that wait are refused; what was counted is told. */
  close(): Promise<void>;
}

export async function serveFunctions(context: ComponentContext, { port, ...options }: ServerlessOptions): Promise<Serverless> {
  const { log } = context;
  const activator = createActivator({ ...context, ...options });
  const server = port === 0 ? undefined : await openServerlessPort(activator, log, port);
  return {
    routes: [functionRoute(activator, log)],
    async close() {
      await activator.close();
      await server?.close();
    },
  };
}
