/** Which waiting pods a change may help, asked of the plugins that rejected them (KEP-4247 queueing hints). */
import type { ClusterChange, SchedulerPlugin, Wake, WakeOn } from './framework';
import type { PodInfo } from './pod-info';

/** Whether a change concerns a pod that these plugins rejected. */
export type Concerns = (pod: PodInfo, rejectedBy: ReadonlySet<string>) => boolean;

export interface WakingRules {
  /** Undefined when no plugin cares for such changes at all. */
  matcher(change: ClusterChange): Concerns | undefined;
}

type ByPlugin = ReadonlyMap<string, readonly WakeOn<ClusterChange>[]>;

export class WakeRules implements WakingRules {
  private readonly byKind = new Map<string, Map<string, WakeOn<ClusterChange>[]>>();

  constructor(plugins: readonly SchedulerPlugin[]) {
    for (const plugin of plugins) for (const wake of plugin.wakeOn ?? []) this.add(plugin.name, wake);
  }

  private add(plugin: string, wake: Wake): void {
    for (const kind of wake.kinds) {
      const plugins = this.byKind.get(kind) ?? new Map<string, WakeOn<ClusterChange>[]>();
      this.byKind.set(kind, plugins);
      // A rule is only ever called with changes of its own subject: kinds belong to one subject each.
      plugins.set(plugin, [...(plugins.get(plugin) ?? []), wake as WakeOn<ClusterChange>]);
    }
  }

  matcher(change: ClusterChange): Concerns | undefined {
    const listening = change.kinds.map((kind) => this.byKind.get(kind)).filter((plugins) => plugins !== undefined);
    if (!listening.length) return undefined;
    return (pod, rejectedBy) => listening.some((plugins) => concerns(plugins, change, pod, rejectedBy));
  }
}

function concerns(plugins: ByPlugin, change: ClusterChange, pod: PodInfo, rejectedBy: ReadonlySet<string>): boolean {
  // Rejected by no plugin (there was no node at all): whatever somebody cares for may help.
  if (rejectedBy.size === 0) return true;
  for (const name of rejectedBy) {
    if (plugins.get(name)?.some((wake) => wake.helps?.(pod, change) ?? true)) return true;
  }
  return false;
}
