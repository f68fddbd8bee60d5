/** The insides of containers: made when somebody first looks into one, kept until it or its pod is gone. */
import { ApiError, formatKey, keyOf, kinds, type Client, type Clock, type core } from '../../api';
import { statusOf } from '../logs/runs';
import { complete, replaced, running, terminated } from '../pod-status';
import { containerOf } from '../logs/source';
import type { World } from '../server/call';
import type { Files } from '../shell/files';
import { Shell } from '../shell/shell';
import { environmentOf } from './environment';
import { hostnameOf } from './fields';
import { idsOf } from './users';
import { imageFiles, kubeletFiles } from './image';
import { programOf } from './programs';
import { referencesOf } from './references';
import { PodTokens } from './tokens';
import { mountVolumes } from './volumes';

export interface MachinesDeps {
  readonly client: Client;
  readonly clock: Clock;
  readonly world: World;
  readonly nodeNamed: (name: string) => core.Node | undefined;
}

/** Who comes in, where it is not whom the pod names. */
export interface Visitor {
  /** `root`, `1000`, `1000:1000`. */
  readonly user?: string;
  /** Beside the container's own. */
  readonly variables?: ReadonlyMap<string, string>;
}

/** Of one pod. */
interface Kept {
  /** By container, each with its run. */
  readonly containers: Map<string, { readonly id: string; readonly files: Files }>;
  readonly tokens: PodTokens;
}

export class Machines {
  private readonly kept = new Map<string, Kept>();

  constructor(private readonly deps: MachinesDeps) {}

  /** A shell in a running container. Rejects with UnknownUser. */
  async enter(pod: core.Pod, name: string, tty: boolean, { user, variables = new Map() }: Visitor = {}): Promise<Shell> {
    const { client, clock, nodeNamed } = this.deps;
    const container = containerOf(pod, name) ?? { name };
    const kept = this.keptOf(pod);
    const references = referencesOf(client, pod, nodeNamed(pod.spec.nodeName ?? ''), kept.tokens);
    const files = filesOf(kept, pod, name);
    kubeletFiles(files, pod, await this.clusterDns());
    await mountVolumes(files, pod, container.volumeMounts, references);
    const environment = await environmentOf(pod, container, references);
    if (tty) environment.set('TERM', 'xterm');
    for (const [variable, value] of variables) environment.set(variable, value);
    const { runAsUser = 0, runAsGroup = 0 } = { ...pod.spec.securityContext, ...container.securityContext };
    const ids = user ? idsOf(user, files) : { user: runAsUser, group: runAsGroup };
    const folder = container.workingDir || '/';
    files.mountFolder(folder, false);
    return new Shell({ files, hostname: hostnameOf(pod), ...ids, clock, program: programOf(container) }, environment, folder);
  }

  /** The program that a container runs has come to its end; `message`: why. */
  end(pod: core.Pod, name: string, exitCode: number, message?: string): Promise<void> {
    return this.change(pod, name, (status, _, now) => terminated(status, exitCode, now, { message }));
  }

  /** It has come to its end, and runs again. */
  restart(pod: core.Pod, name: string): Promise<void> {
    return this.change(pod, name, (status, container, now) => running(pod, container, terminated(status, 0, now), now, { ready: status.ready, started: status.started ?? true }));
  }

  /** Of a run that goes on; another one than was seen is let be. */
  private async change(pod: core.Pod, name: string, next: (status: core.ContainerStatus, container: core.Container, now: number) => core.ContainerStatus): Promise<void> {
    const { client, clock } = this.deps;
    const seen = statusOf(pod, name);
    try {
      await client.of(kinds.pods).update(keyOf(pod), (current) => {
        const status = statusOf(current, name);
        const isSame = current.metadata.uid === pod.metadata.uid && status?.containerID === seen?.containerID;
        return status?.state?.running && isSame ? withChanged(current, next(status, (containerOf(current, name) ?? { name }) as core.Container, clock.now()), clock.now()) : current;
      }, { subresource: 'status' });
    } catch (error) {
      // A pod that has been deleted meanwhile.
      if (!ApiError.is(error, 'NotFound')) throw error;
    }
  }

  private keptOf(pod: core.Pod): Kept {
    const key = formatKey(keyOf(pod));
    return this.kept.get(key) ?? this.begin(pod, key);
  }

  private begin({ metadata }: core.Pod, key: string): Kept {
    const { world, client, clock } = this.deps;
    const podKey = { namespace: metadata.namespace ?? '', name: metadata.name ?? '' };
    const kept: Kept = { containers: new Map(), tokens: new PodTokens(client, clock) };
    this.kept.set(key, kept);
    const leave = world.onChange(podKey, () => {
      if (world.pod(podKey)?.metadata.uid === metadata.uid) return;
      leave();
      this.kept.delete(key);
    });
    return kept;
  }

  private async clusterDns(): Promise<string | undefined> {
    try {
      return (await this.deps.client.of(kinds.services).get({ namespace: 'kube-system', name: 'kube-dns' })).spec.clusterIP;
    } catch (error) {
      if (error instanceof ApiError) return undefined;
      throw error;
    }
  }
}

function filesOf({ containers }: Kept, pod: core.Pod, name: string): Files {
  const id = statusOf(pod, name)?.containerID ?? '';
  const known = containers.get(name);
  // A container that was started anew begins with its image.
  const files = known?.id === id ? known.files : imageFiles();
  containers.set(name, { id, files });
  return files;
}

function withChanged(pod: core.Pod, changed: core.ContainerStatus, now: number): core.Pod {
  const { containerStatuses, initContainerStatuses, ephemeralContainerStatuses } = pod.status;
  const status: core.PodStatus = {
    ...pod.status,
    ...(containerStatuses && { containerStatuses: replaced(containerStatuses, [changed]) }),
    ...(initContainerStatuses && { initContainerStatuses: replaced(initContainerStatuses, [changed]) }),
    ...(ephemeralContainerStatuses && { ephemeralContainerStatuses: replaced(ephemeralContainerStatuses, [changed]) }),
  };
  return { ...pod, status: complete(pod, status, now) };
}
