/** Keeps objects of the cluster as a server wants them. Several servers on one store want the same and come to the same. */
import type { Clock, KubeObject, ListerWatcher, Logger, WatchOptions } from '../api';
import { Bell, inRounds, ringOnChange } from './aggregation/bell';

export interface Publication {
  /** For the log: `ConfigMap kube-system/extension-apiserver-authentication`. */
  readonly what: string;
  /** What is looked at again when it changes. */
  readonly follows: readonly Followed[];
  /** Brings what is there to what is wanted. */
  publish(): Promise<void>;
}

export interface Followed {
  readonly source: ListerWatcher<KubeObject>;
  readonly options: WatchOptions;
}

export interface Publisher {
  stop(): Promise<void>;
}

export function startPublisher(publication: Publication, deps: { readonly clock: Clock; readonly log: Logger }): Publisher {
  const stopping = new AbortController();
  const running = run(publication, deps, stopping.signal);
  return {
    stop() {
      stopping.abort();
      return running;
    },
  };
}

async function run({ what, follows, publish }: Publication, { clock, log }: { readonly clock: Clock; readonly log: Logger }, signal: AbortSignal): Promise<void> {
  // Whoever starts this tells first that the cluster is there.
  await new Promise((resolve) => setImmediate(resolve));
  const bell = new Bell();
  const following = follows.map(({ source, options }) => ringOnChange(source, options, bell, clock, signal));
  bell.ring();
  let told: string | undefined;
  const failed = (error: unknown): void => {
    if (String(error) !== told) log.warn(`${what} could not be looked after`, { error: String(error) });
    told = String(error);
  };
  await inRounds(publish, { bell, clock, signal, failed });
  await Promise.all(following);
}
