/** What makes no sense in a KubeSchedulerConfiguration (kube-scheduler apis/config/validation/validation.go). */
import { isDeepStrictEqual } from 'node:util';
import { fieldError, type FieldError } from '../../api';
import { configurationVersion } from '../plugin-args';
import { builtInArgs } from '../plugins';
import { points } from '../points';
import { isModulePlugin, modulePluginFaults, type ModulePlugin } from './module-plugin';
import { durationMs } from './reading';
import type { ClientConnection, CompleteConfiguration, CompleteProfile, LeaderElection, PluginConfig } from './types';
import { extenderFaults } from './validate-extenders';

const { duplicate, invalid, required } = fieldError;

export const configurationFaults = (configuration: CompleteConfiguration): FieldError[] => [
  ...connectionFaults(configuration.clientConnection),
  ...electionFaults(configuration.leaderElection),
  ...(configuration.parallelism <= 0 ? [invalid('parallelism', configuration.parallelism, 'should be an integer value greater than zero')] : []),
  ...configuration.profiles.flatMap((profile, i) => profileFaults(profile, `profiles[${i}]`)),
  ...nameFaults(configuration.profiles),
  ...queueSortFaults(configuration.profiles),
  ...percentageFaults(configuration.percentageOfNodesToScore, 'percentageOfNodesToScore'),
  ...backoffFaults(configuration),
  ...extenderFaults(configuration.extenders ?? [], 'extenders'),
];

const connectionFaults = ({ burst }: ClientConnection): FieldError[] => (burst < 0 ? [invalid('clientConnection.burst', burst, 'must be non-negative')] : []);

/** k8s.io/component-base config/validation. */
function electionFaults(election: LeaderElection): FieldError[] {
  if (!election.leaderElect) return [];
  const { leaseDuration, renewDeadline, resourceLock } = election;
  const positive = (['leaseDuration', 'renewDeadline', 'retryPeriod'] as const).filter((field) => (durationMs(election[field]) ?? 0) <= 0);
  return [
    ...positive.map((field) => invalid(`leaderElection.${field}`, election[field], 'must be greater than zero')),
    ...((durationMs(leaseDuration) ?? 0) < (durationMs(renewDeadline) ?? 0)
      ? [invalid('leaderElection.leaseDuration', renewDeadline, 'LeaseDuration must be greater than RenewDeadline')] : []),
    ...(resourceLock !== 'leases' ? [invalid('leaderElection.resourceLock', resourceLock, 'resourceLock value must be "leases"')] : []),
  ];
}

const percentageFaults = (percentage: number | undefined, field: string): FieldError[] =>
  (percentage !== undefined && (percentage < 0 || percentage > 100) ? [invalid(field, percentage, 'not in valid range [0-100]')] : []);

const backoffFaults = ({ podInitialBackoffSeconds: initial, podMaxBackoffSeconds: most }: CompleteConfiguration): FieldError[] => [
  ...(initial <= 0 ? [invalid('podInitialBackoffSeconds', initial, 'must be greater than 0')] : []),
  ...(most < initial ? [invalid('podMaxBackoffSeconds', most, 'must be greater than or equal to PodInitialBackoffSeconds')] : []),
];

const profileFaults = ({ schedulerName, percentageOfNodesToScore, plugins, pluginConfig }: CompleteProfile, field: string): FieldError[] => [
  ...(schedulerName ? [] : [required(`${field}.schedulerName`)]),
  ...percentageFaults(percentageOfNodesToScore, `${field}.percentageOfNodesToScore`),
  ...points.flatMap((point) => (plugins[point].enabled ?? []).flatMap(({ name }, i) => removedFault(name, `${field}.plugins.${point}.enabled[${i}]`))),
  ...pluginConfig.flatMap((config, i) => configFaults(config, pluginConfig.findIndex(({ name }) => name === config.name) < i, `${field}.pluginConfig[${i}]`)),
];

const removed = ['AzureDiskLimits', 'CinderLimits', 'EBSLimits', 'GCEPDLimits'];

const removedFault = (name: string, field: string): FieldError[] => (removed.includes(name)
  ? [invalid(field, name, `was invalid in version ${JSON.stringify(configurationVersion)} (KubeSchedulerConfiguration is version ${JSON.stringify(configurationVersion)})`)]
  : []);

function configFaults({ name, args }: PluginConfig, twice: boolean, field: string): FieldError[] {
  const declared = Object.hasOwn(builtInArgs, name) ? builtInArgs[name] : undefined;
  return [
    ...(twice ? [duplicate(field, name)] : []),
    ...removedFault(name, field),
    ...(declared?.read(args, `${field}.args`).faults ?? []),
    ...(isModulePlugin(args) ? modulePluginFaults(args as unknown as ModulePlugin, `${field}.args`) : []),
  ];
}

const nameFaults = (profiles: readonly CompleteProfile[]): FieldError[] => profiles.flatMap(({ schedulerName }, i) => {
  const before = profiles.slice(0, i).findLastIndex((other) => other.schedulerName === schedulerName);
  return before < 0 ? [] : [duplicate(`profiles[${i}].schedulerName`, `profiles[${before}].schedulerName`)];
});

/** There is one queue for all profiles. */
function queueSortFaults([first, ...others]: readonly CompleteProfile[]): FieldError[] {
  const { enabled = [] } = first?.plugins.queueSort ?? {};
  const argsOf = (profile: CompleteProfile | undefined): unknown => profile?.pluginConfig.find(({ name }) => name === enabled[0]?.name)?.args;
  return [
    ...(enabled.length > 1 ? [invalid('profiles[0].plugins.queueSort.Enabled', enabled.length, 'only one queue sort plugin can be enabled')] : []),
    ...others.flatMap((profile, i) => [
      ...(isDeepStrictEqual(profile.plugins.queueSort, first?.plugins.queueSort)
        ? [] : [invalid(`profiles[${i + 1}].plugins.queueSort`, profile.plugins.queueSort, 'must be the same for all profiles')]),
      ...(isDeepStrictEqual(argsOf(profile), argsOf(first))
        ? [] : [invalid(`profiles[${i + 1}].pluginConfig.args`, argsOf(profile), 'queueSort must be the same for all profiles')]),
    ]),
  ];
}
