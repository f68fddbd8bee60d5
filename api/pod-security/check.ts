/** What checks are made of (k8s.io/pod-security-admission policy/checks.go, visitor.go, helpers.go). */
import type * as core from '../schema/types/core.v1';
import type { Level } from './policy';

export type Container = core.Container;

/** A pod, or what a template would make. */
export interface Subject {
  readonly annotations: Readonly<Record<string, string>>;
  readonly spec: core.PodSpec;
  /** Those of every kind. */
  readonly containers: readonly Container[];
}

export interface Violation {
  /** `host namespaces`. */
  readonly reason: string;
  /** `hostNetwork=true, hostPID=true`. */
  readonly detail: string;
}

export type CheckPod = (pod: Subject) => Violation | undefined;

export interface Check {
  readonly id: string;
  readonly level: Exclude<Level, 'privileged'>;
  /** Oldest first. */
  readonly versions: readonly VersionedCheck[];
}

export interface VersionedCheck {
  /** The minor of the first policy version that has it. */
  readonly since: number;
  readonly check: CheckPod;
  /** Baseline checks that this one says more than. */
  readonly overrides?: readonly string[];
}

/** What pods and containers say in the same way. */
export type Context = Pick<core.SecurityContext, 'appArmorProfile' | 'runAsNonRoot' | 'runAsUser' | 'seLinuxOptions' | 'seccompProfile' | 'windowsOptions'>;

export const contextsOf = ({ spec, containers }: Subject): (Context | undefined)[] => [spec.securityContext, ...containers.map(({ securityContext }) => securityContext)];

/** `"a", "b"`. */
export const quoted = (items: readonly string[]): string => items.map((item) => `"${item}"`).join(', ');

export const plural = (word: string, items: readonly unknown[]): string => (items.length === 1 ? word : `${word}s`);

/** `containers "a", "b"`. */
export const named = (word: string, items: readonly string[]): string => `${plural(word, items)} ${quoted(items)}`;

/** `container "a" uses`, `volumes "a", "b" use`. */
export const uses = (word: string, items: readonly string[]): string => `${named(word, items)} ${items.length === 1 ? 'uses' : 'use'}`;

export const distinct = (items: readonly string[]): string[] => [...new Set(items)].sort();

export const namesOf = (containers: readonly Container[]): string[] => containers.map(({ name }) => name);

/** A check of each container: `detail` gets the names of those that are bad. */
export const containerCheck = (reason: string, isBad: (container: Container) => boolean, detail: (who: string) => string): CheckPod => ({ containers }) => {
  const bad = containers.filter(isBad);
  return bad.length ? { reason, detail: detail(named('container', namesOf(bad))) } : undefined;
};

/** `pod`, `containers "a", "b"`: who sets something bad. */
export function setters({ spec, containers }: Subject, isBad: (context: Context | undefined) => boolean): string[] {
  const bad = containers.filter(({ securityContext }) => isBad(securityContext));
  return [...(isBad(spec.securityContext) ? ['pod'] : []), ...(bad.length ? [named('container', namesOf(bad))] : [])];
}

/** Windows has none of it (KEP-2802): validation refuses what would be checked. */
export const unlessWindows = (check: CheckPod): CheckPod => (pod) => (pod.spec.os?.name === 'windows' ? undefined : check(pod));

/** Root in a user namespace is nobody on the node (KEP-127). */
export const unlessUserNamespace = (check: CheckPod): CheckPod => (pod) => (pod.spec.hostUsers === false ? undefined : check(pod));
