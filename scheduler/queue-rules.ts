/** How pods queue: who comes first, who is kept out, and which changes wake whom. Each profile's plugins rule its pods. */
import { backoffOf, type Backoff } from './cooling';
import type { ClusterChange, QueuedPod, SchedulerPlugin } from './framework';
import type { PodInfo } from './pod-info';
import type { With } from './points';
import { schedulerNameOf } from './scheduler-name';
import { WakeRules, type Concerns, type WakingRules } from './wake-rules';

export interface QueueRules {
  readonly first: (a: QueuedPod, b: QueuedPod) => number;
  readonly gates: (pod: PodInfo) => readonly With<'preEnqueue'>[];
  readonly wakes: WakingRules;
  /** Of pods that a gate keeps out. */
  readonly opens: WakingRules;
  readonly backoff: Backoff;
}

/** The plugins of one profile, as far as the queue asks them. */
export interface QueueingProfile {
  readonly schedulerName: string;
  readonly plugins: readonly SchedulerPlugin[];
  readonly at: { readonly queueSort: readonly With<'queueSort'>[]; readonly preEnqueue: readonly With<'preEnqueue'>[] };
}

/** All profiles have the same queueSort plugin. */
export function queueRules(profiles: readonly QueueingProfile[], backoff = backoffOf()): QueueRules {
  const sorter = profiles[0]?.at.queueSort[0];
  const gates = new Map(profiles.map(({ schedulerName, at }) => [schedulerName, at.preEnqueue]));
  const [common, ...others] = new Set(gates.values());
  return {
    backoff,
    first: (a, b) => sorter?.queueSort(a, b) ?? 0,
    gates: common && !others.length ? () => common : ({ pod }) => gates.get(schedulerNameOf(pod)) ?? [],
    wakes: rulesOf(profiles, ({ plugins }) => plugins),
    opens: rulesOf(profiles, ({ at }) => at.preEnqueue),
  };
}

function rulesOf(profiles: readonly QueueingProfile[], plugins: (profile: QueueingProfile) => readonly SchedulerPlugin[]): WakingRules {
  const made: { readonly waking: readonly SchedulerPlugin[]; readonly rules: WakeRules }[] = [];
  const rules = new Map(profiles.map((profile) => {
    const waking = plugins(profile).filter(({ wakeOn }) => wakeOn?.length);
    const known = made.find((one) => sameItems(one.waking, waking)) ?? { waking, rules: new WakeRules(waking) };
    if (!made.includes(known)) made.push(known);
    return [profile.schedulerName, known.rules] as const;
  }));
  const [only, ...others] = made;
  return only && !others.length ? only.rules : new RulesByProfile(rules);
}

/** Profiles that differ in plugins that wake nobody have the same rules. */
const sameItems = <T>(a: readonly T[], b: readonly T[]): boolean => a.length === b.length && a.every((item, i) => item === b[i]);

class RulesByProfile implements WakingRules {
  private readonly different: ReadonlySet<WakeRules>;

  constructor(private readonly rules: ReadonlyMap<string, WakeRules>) {
    this.different = new Set(rules.values());
  }

  matcher(change: ClusterChange): Concerns | undefined {
    const listening = new Map<WakeRules | undefined, Concerns>();
    for (const rules of this.different) {
      const concerns = rules.matcher(change);
      if (concerns) listening.set(rules, concerns);
    }
    if (!listening.size) return undefined;
    return (info, rejectedBy) => listening.get(this.rules.get(schedulerNameOf(info.pod)))?.(info, rejectedBy) ?? false;
  }
}
