/** Names of services and hosts, and the way to what is behind them: what kube-dns and the document's nginx do on nodes (docs/dialects/minik8s-names.md). */
import type { ComponentContext } from '../../client';
import { createDirectory } from './directory';
import { startDnsServer } from './dns-server';
import { gatewayAddress, startGateway, type Kubelets } from './gateway';
import type { Resolve } from './message';
import { resolve } from './resolve';

export interface NamesOptions {
  /** 0, or absent: no names are answered. */
  readonly dnsPort?: number;
  /** 0, or absent: there is no gateway. */
  readonly gatewayPort?: number;
}

const zone = 'cluster.local';

type Part = { readonly port: number; close(): Promise<void> };

/** Resolves with how to end it. A port that cannot be had is logged, and the rest goes on. */
export async function serveNames({ informers, clock, random, log, signal }: ComponentContext, { dnsPort = 0, gatewayPort = 0 }: NamesOptions, kubelets: Kubelets | undefined): Promise<() => Promise<void>> {
  if (!dnsPort && !gatewayPort) return () => Promise.resolve();
  const directory = createDirectory(informers);
  informers.start(signal);
  const begin = async <P extends Part>(what: string, port: number, start: () => Promise<P>): Promise<P | undefined> => {
    if (!port) return undefined;
    try {
      const part = await start();
      log.info(`${what} listens`, { address: `127.0.0.1:${part.port}` });
      return part;
    } catch (error) {
      log.error(`the port of the ${what} cannot be had; the rest runs without it`, { port, error: (error as Error).message });
      return undefined;
    }
  };
  const gateway = await begin('gateway', gatewayPort, () => startGateway(gatewayPort, { directory, random, kubelets }));
  const context = { directory, zone, gateway: gateway && gatewayAddress, serial: Math.floor(clock.now() / 1000) };
  const safely: Resolve = (question) => {
    try {
      return resolve(context, question);
    } catch (error) {
      log.error('a name could not be looked up', { name: question.name, type: question.type, error: error instanceof Error ? error.stack : String(error) });
      return { code: 'SERVFAIL' };
    }
  };
  const dns = await begin('DNS responder', dnsPort, () => startDnsServer(dnsPort, safely, clock));
  return async () => { await Promise.all([gateway?.close(), dns?.close()]); };
}
