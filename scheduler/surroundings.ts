/** What plugins may know beside nodes and pods: labels of namespaces, and which pods belong together. */
import type { core, LabelSelector } from '../api';

type Labels = Readonly<Record<string, string>>;

export interface Surroundings {
  /** Undefined: no such namespace is known. */
  namespaceLabels(name: string): Labels | undefined;
  /** Another number whenever labels of a namespace may be others. */
  readonly namespacesVersion: number;
  /** What the services and the owner of the pod select together; undefined: it belongs to none (upstream's DefaultSelector). */
  siblings(pod: core.Pod): LabelSelector | undefined;
}

/** Nothing is known. */
export const nowhere: Surroundings = { namespaceLabels: () => undefined, namespacesVersion: 0, siblings: () => undefined };
