/** From a KubeSchedulerConfiguration to what a scheduler is built from. */
import { ApiError, type FieldError, type SchedulerConfiguration } from '../../api';
import { configurationVersion } from '../plugin-args';
import type { PluginSets } from '../points';
import type { Profile } from '../profile';
import { decodeConfiguration } from './decode';
import { complete } from './defaults';
import { isModulePlugin, type ModulePlugin } from './module-plugin';
import { configurationKind, type CompleteConfiguration, type CompleteProfile, type Extender } from './types';
import { configurationFaults } from './validate';

export interface Plan {
  /** The configuration with its defaults. */
  readonly configuration: SchedulerConfiguration;
  /** At least one; the pods of all of them wait in one queue. */
  readonly profiles: readonly Profile[];
  /** Plugins of users. */
  readonly modules: readonly (ModulePlugin & { readonly name: string })[];
  /** In the order in which they are asked. */
  readonly extenders: readonly Extender[];
  readonly backoff: { readonly initialMs: number; readonly maxMs: number };
}

export const invalidConfiguration = (faults: readonly FieldError[]): ApiError =>
  ApiError.invalid({ group: 'kubescheduler.config.k8s.io', kind: configurationKind }, '', faults);

export const emptyConfiguration = { kind: configurationKind, apiVersion: configurationVersion } as const;

/** From an object, or YAML or JSON as text. Throws ApiError: BadRequest for what cannot be read, Invalid for what makes no sense. */
export function planOf(input: unknown): Plan {
  const configuration = complete(decodeConfiguration(input));
  const faults = configurationFaults(configuration);
  if (faults.length) throw invalidConfiguration(faults);
  const { profiles, extenders = [], podInitialBackoffSeconds, podMaxBackoffSeconds } = configuration;
  return {
    configuration: { ...emptyConfiguration, ...configuration },
    profiles: profiles.map((profile) => profileOf(profile, configuration)),
    modules: profiles.flatMap(modulesOf),
    // Those that may fail are asked last, when others have said what there is to say.
    extenders: [...extenders.filter(({ ignorable }) => !ignorable), ...extenders.filter(({ ignorable }) => ignorable)],
    backoff: { initialMs: podInitialBackoffSeconds * 1000, maxMs: podMaxBackoffSeconds * 1000 },
  };
}

type Args = Readonly<Record<string, unknown>>;

function profileOf(profile: CompleteProfile, { percentageOfNodesToScore, extenders = [] }: CompleteConfiguration): Profile {
  const { multiPoint, ...sets } = profile.plugins;
  const ignored = extenders.flatMap(({ managedResources = [] }) => managedResources.filter(({ ignoredByScheduler }) => ignoredByScheduler).map(({ name }) => name));
  const args = profile.pluginConfig.map(({ name, args: given }) => [name, argsOf(name, given, ignored)] as const);
  return {
    schedulerName: profile.schedulerName,
    plugins: multiPoint.enabled ?? [],
    points: sets satisfies PluginSets,
    args: Object.fromEntries(args),
    percentageOfNodesToScore: profile.percentageOfNodesToScore ?? percentageOfNodesToScore,
  };
}

function argsOf(name: string, given: unknown, ignored: readonly string[]): Args {
  if (isModulePlugin(given)) return (given.args ?? {}) as Args;
  const args = (given ?? {}) as Args;
  if (name !== 'NodeResourcesFit' || !ignored.length) return args;
  return { ...args, ignoredResources: [...(args.ignoredResources as readonly string[] | undefined ?? []), ...ignored] };
}

const modulesOf = ({ pluginConfig }: CompleteProfile): Plan['modules'] =>
  pluginConfig.flatMap(({ name, args }) => (isModulePlugin(args) ? [{ ...(args as unknown as ModulePlugin), name }] : []));
