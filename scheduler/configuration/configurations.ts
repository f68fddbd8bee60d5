/** The configurations of one scheduler: the one with which it begins, and how others are read that come while it runs. */
import { silentLogger, type Client, type Clock, type Random } from '../../api';
import { createInformers } from '../../client';
import { Extenders } from '../extenders/extenders';
import { frameworksOf } from './frameworks';
import { emptyConfiguration, planOf, type Plan } from './plan';
import { PluginModules, type ImportModule } from './plugin-modules';

export interface Configurations {
  readonly initial: Plan;
  /** From an object, or YAML or JSON as text. Throws ApiError: BadRequest for what cannot be read, Invalid for what makes no sense. */
  read(input: unknown): Plan;
}

export interface ConfigurationSource {
  /** A KubeSchedulerConfiguration: an object, or YAML or JSON as text; absent: all defaults. */
  readonly configuration?: unknown;
  /** Where paths of modules begin. */
  readonly directory: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly importModule?: ImportModule;
}

/** Rejects with what `read` throws, also for plugins that cannot be made or do not go together. */
export async function openConfigurations({ configuration = emptyConfiguration, directory, importModule, clock, random }: ConfigurationSource): Promise<Configurations> {
  const modules = new PluginModules(directory, importModule);
  const plan = planOf(configuration);
  await modules.load(plan);
  const initial = modules.supply(plan);
  tryOut(initial, { clock, random });
  return { initial, read: (input) => modules.supply(planOf(input)) };
}

const nobody: Client = { of: () => { throw new Error('no cluster is there yet'); } };

/** Plugins are made as they will be, with a cluster about which nothing is known: what is wrong is known before anything begins. */
function tryOut(plan: Plan, deps: Pick<ConfigurationSource, 'clock' | 'random'>): void {
  const informers = createInformers({ ...deps, client: nobody, log: silentLogger });
  new Extenders(plan.extenders, { ...deps, signal: AbortSignal.abort() }, silentLogger).close();
  frameworksOf(plan, { ...deps, informers, client: nobody, bind: () => Promise.reject(new Error('nothing is bound yet')) });
}
