/** Whether a pod keeps to a level (k8s.io/pod-security-admission policy/registry.go). */
import type * as core from '../schema/types/core.v1';
import type * as meta from '../schema/types/meta.v1';
import type { Check, CheckPod, Subject, VersionedCheck, Violation } from './check';
import { checks } from './checks';
import type { Level, LevelVersion, Version } from './policy';

/** No check changes after it: later versions, and the latest, are this one. */
const newest = Math.max(...checks.flatMap(({ versions }) => versions.map(({ since }) => since)));

const byId = (a: Check, b: Check): number => (a.id < b.id ? -1 : 1);

/** The check as that version has it. */
const at = ({ versions }: Check, version: Version): VersionedCheck | undefined => versions.findLast(({ since }) => since <= version);

/** Those of baseline first, less what a restricted one says more of. */
function checksOf(level: Level, version: Version): CheckPod[] {
  const ofLevel = (wanted: Level): Check[] => checks.filter((check) => check.level === wanted).sort(byId);
  const restricted = level === 'restricted' ? ofLevel('restricted').flatMap((check) => at(check, version) ?? []) : [];
  const overridden = new Set(restricted.flatMap(({ overrides = [] }) => overrides));
  const baseline = ofLevel('baseline').filter(({ id }) => !overridden.has(id)).flatMap((check) => at(check, version) ?? []);
  return [...baseline, ...restricted].map(({ check }) => check);
}

/** By level, then by version. */
const tables = new Map((['baseline', 'restricted'] as const).map((level) => [level, Array.from({ length: newest + 1 }, (_, version) => checksOf(level, version))]));

/** Violations of the level, in the order in which they are told. */
export function violations({ level, version }: LevelVersion, pod: Subject): Violation[] {
  if (level === 'privileged') return [];
  return (tables.get(level)?.[Math.min(version, newest)] ?? []).flatMap((check) => check(pod) ?? []);
}

export const subjectOf = (metadata: Pick<meta.ObjectMeta, 'annotations'> | undefined, spec: core.PodSpec): Subject => ({
  annotations: metadata?.annotations ?? {},
  spec,
  containers: [...(spec.initContainers ?? []), ...(spec.containers ?? []), ...(spec.ephemeralContainers ?? [])],
});

/** `host namespaces, privileged`: for many pods at once. */
export const reasonsOf = (found: readonly Violation[]): string => found.map(({ reason }) => reason).join(', ');

/** `host namespaces (hostNetwork=true), privileged (…)`: for one. */
export const detailsOf = (found: readonly Violation[]): string => found.map(({ reason, detail }) => `${reason} (${detail})`).join(', ');
