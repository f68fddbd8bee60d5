/** Containers and processes of a version, as its record and those of its tasks show them (sections 5.14 and 5.15 of the document's specification). */
import type { Container, PodTemplate, Process } from '../definition';
import { withDefaults } from '../health';
import { limitsOf, requestsOf } from '../resources';
import type { Timing } from '../timing';
import { given, healthCheck, netLimit, resource } from './meta';

export const isForced = ({ imagePullPolicy }: Container): boolean => imagePullPolicy === 'Always';

export const parametersOf = ({ parameters }: Container): object[] => parameters.map(({ key, value }) => ({ Key: key, Value: value }));

export const volumesOf = ({ volumes }: Container): object[] =>
  volumes.map(({ volume: { mountPath, hostPath, readOnly } }) => ({ ContainerPath: mountPath, HostPath: hostPath, Mode: readOnly ? 'R' : 'RW' }));

export const environmentMap = (env: Container['env']): Record<string, string> => Object.fromEntries(env.map(({ name, value }) => [name, value]));

const extended = ({ extendedResources }: Container['resources']): object[] =>
  extendedResources.map(({ Name, Value, Capacity, Socket }) => ({ InnerIP: '', Name, Value, Capacity, Socket }));

export const dataClass = ({ resources }: Container, { spec }: PodTemplate): object => ({
  Resources: resource(requestsOf(resources)), LimitResources: resource(limitsOf(resources)), ExtendedResources: extended(resources), Msgs: [], NetLimit: netLimit(spec.netLimit), ProcInfo: null,
});

export const containerRecord = (container: Container, template: PodTemplate, timing: Timing): object => {
  const { type, hostname, image, imagePullUser, imagePullPasswd, command, args, ports, env, privileged, resources, configmaps, secrets, healthChecks } = container;
  const { networkMode, networkType, netLimit: limit } = template.spec;
  return {
    Type: type,
    Docker: {
      Hostname: hostname, ForcePullImage: isForced(container), Image: image, ImagePullUser: imagePullUser, ImagePullPasswd: imagePullPasswd, Network: networkMode, NetworkType: networkType,
      Command: command, Arguments: args, Parameters: parametersOf(container),
      PortMappings: ports.map(({ containerPort, hostPort, name, protocol }) => ({ ContainerPort: containerPort, HostPort: hostPort, Name: name, Protocol: protocol })),
      Env: environmentMap(env), Privileged: privileged,
    },
    Volumes: volumesOf(container), Resources: resource(requestsOf(resources)), LimitResoures: resource(limitsOf(resources)), DataClass: dataClass(container, template),
    ConfigMaps: configmaps.map(configMapRecord), Secrets: secrets.map(secretRecord), HealthChecks: healthChecks.map((check) => healthCheck(withDefaults(check, timing))), NetLimit: netLimit(limit),
  };
};

const configMapRecord = ({ name, items }: Container['configmaps'][number]): object => ({
  name, ...(items.length && { items: items.map(({ type, dataKey, dataKeyAlias, keyOrPath, subPath, readOnly, user }) => ({ type, dataKey, dataKeyAlias, ...given({ keyOrPath, subPath, readOnly, user }) })) }),
});

const secretRecord = ({ secretName, items }: Container['secrets'][number]): object => ({
  ...given({ secretName }), ...(items.length && { items: items.map(({ type, dataKey, keyOrPath, subPath, readOnly, user }) => given({ type, dataKey, keyOrPath, subPath, readOnly, user })) }),
});

const urisOf = ({ uris }: Process): object[] => uris.map(({ value, user, pwd, outputDir }) => ({ Value: value, User: user, Pwd: pwd, OutputDir: outputDir }));

/** What the executor is told of a process. */
export const processInfo = (process: Process): object => {
  const { procName, workPath, pidFile, startCmd, checkCmd, stopCmd, restartCmd, reloadCmd, killCmd, logPath, cfgPath, startGracePeriod } = process;
  return { procName, workPath, pidFile, startCmd, checkCmd, stopCmd, restartCmd, reloadCmd, killCmd, logPath, cfgPath, uris: urisOf(process), startGracePeriod };
};

/** As it was sent, so far as BCS reads it. */
export const processRecord = (process: Process, timing: Timing): object => {
  const { procName, workPath, pidFile, startCmd, checkCmd, stopCmd, restartCmd, reloadCmd, killCmd, logPath, cfgPath, user, procGroup, env, healthChecks, resources, configmaps, secrets, ports, startGracePeriod } = process;
  return {
    procName, workPath, uris: urisOf(process), pidFile, startCmd, checkCmd, stopCmd, restartCmd, reloadCmd, killCmd, logPath, cfgPath, user, procGroup,
    ...(env.length && { env: env.map(({ name, value }) => ({ name, ...given({ value }) })) }),
    ...(healthChecks.length && { healthChecks: healthChecks.map((check) => healthCheck(withDefaults(check, timing))) }),
    resources: {
      limits: given(resources.limits), requests: given(resources.requests), ...(resources.extendedResources.length && { extendedResources: extended(resources) }),
    },
    ...(configmaps.length && { configmaps: configmaps.map(configMapRecord) }), ...(secrets.length && { secrets: secrets.map(secretRecord) }),
    ...(ports.length && { ports: ports.map(({ name, hostPort, containerPort, hostIP, protocol }) => ({ name, ...given({ hostPort }), containerPort, ...given({ hostIP }), protocol })) }),
    startGracePeriod,
  };
};
