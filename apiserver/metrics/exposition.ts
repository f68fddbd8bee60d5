/** Numbers as Prometheus reads them, by prom-client (docs/adr/0006-metrics.md). */
import type { Registry } from 'prom-client';
import type { Family, Measures } from '../../api';

export interface Exposition {
  readonly contentType: string;
  readonly text: string;
}

/** Those of the process, which all servers in it share; they are looked after from the first time that somebody asks. */
let ofProcess: Promise<Registry> | undefined;

function processRegistry(): Promise<Registry> {
  return ofProcess ??= import('prom-client').then(({ Registry, collectDefaultMetrics }) => {
    const register = new Registry();
    collectDefaultMetrics({ register });
    return register;
  });
}

export async function expose(measures: Measures): Promise<Exposition> {
  const { Registry } = await import('prom-client');
  const own = new Registry();
  for (const family of await measures.collect()) own.registerMetric(asMetric(family));
  const common = await processRegistry();
  return { contentType: own.contentType, text: `${await own.metrics()}\n${await common.metrics()}` };
}

/** What the library asks of a metric when it renders; its types know its own classes only. */
const asMetric = (family: Family): Parameters<Registry['registerMetric']>[0] => ({ name: family.name, get: () => Promise.resolve(valuesOf(family)) }) as never;

const valuesOf = (family: Family): object => ({
  name: family.name, help: family.help, type: family.type, aggregator: 'sum',
  values: family.samples().map(({ suffix, labels, value }) => ({ metricName: `${family.name}${suffix}`, labels, value })),
});
