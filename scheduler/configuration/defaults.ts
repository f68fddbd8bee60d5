/** What is meant where nothing is said (kube-scheduler apis/config/v1/defaults.go). */
import { configurationVersion } from '../plugin-args';
import { builtInArgs } from '../plugins';
import { defaultProfile } from '../profile';
import { defaultSchedulerName } from '../scheduler-name';
import { mergePlugins } from './merge';
import type { ClientConnection, CompleteConfiguration, CompleteProfile, GivenConfiguration, GivenProfile, LeaderElection, PluginConfig, Plugins } from './types';

const leaderElection: LeaderElection = {
  leaderElect: true, leaseDuration: '15s', renewDeadline: '10s', retryPeriod: '2s', resourceLock: 'leases', resourceName: 'kube-scheduler', resourceNamespace: 'kube-system',
};

const clientConnection: ClientConnection = { kubeconfig: '', acceptContentTypes: '', contentType: 'application/vnd.kubernetes.protobuf', qps: 50, burst: 100 };

const zeros: readonly unknown[] = ['', 0, '0s', undefined];

/** Where zero and nothing are the same. */
const filled = <T extends object>(given: Partial<T> | undefined, defaults: T): T =>
  ({ ...defaults, ...Object.fromEntries(Object.entries(given ?? {}).filter(([, value]) => !zeros.includes(value))) });

export function complete(given: GivenConfiguration): CompleteConfiguration {
  const { enableProfiling = true, extenders, profiles = [] } = given;
  const [first, ...others] = profiles.length ? profiles : [{}];
  // A name is only supplied where there is but one profile.
  const named = others.length ? profiles : [{ ...first, schedulerName: first?.schedulerName ?? defaultSchedulerName }];
  return {
    parallelism: given.parallelism ?? 16,
    leaderElection: filled(given.leaderElection, leaderElection),
    clientConnection: filled(given.clientConnection, clientConnection),
    enableProfiling,
    enableContentionProfiling: given.enableContentionProfiling ?? enableProfiling,
    percentageOfNodesToScore: given.percentageOfNodesToScore ?? 0,
    podInitialBackoffSeconds: given.podInitialBackoffSeconds ?? 1,
    podMaxBackoffSeconds: given.podMaxBackoffSeconds ?? 10,
    profiles: named.map(completeProfile),
    ...(extenders?.length && { extenders: extenders.map((extender) => filled(extender, { ...extender, httpTimeout: '5s' })) }),
    delayCacheUntilActive: given.delayCacheUntilActive ?? false,
  };
}

function completeProfile({ plugins: given, pluginConfig = [], ...rest }: GivenProfile): CompleteProfile {
  const plugins = mergePlugins(defaultProfile.plugins.map(({ name, weight }) => ({ name, ...(weight !== undefined && { weight }) })), given);
  const configured = new Set(pluginConfig.map(({ name }) => name));
  const others = namesOf(plugins).filter((name) => !configured.has(name) && Object.hasOwn(builtInArgs, name));
  return { ...rest, plugins, pluginConfig: [...pluginConfig, ...others.map(defaultArgs)] };
}

const namesOf = (plugins: Plugins): string[] =>
  [...new Set(Object.values(plugins).flatMap(({ enabled = [] }) => enabled.map(({ name }) => name)))].sort();

function defaultArgs(name: string): PluginConfig {
  const { kind, of } = builtInArgs[name]!;
  return { name, args: { kind, apiVersion: configurationVersion, ...of({}) } };
}
