/**
 * What is looked at of an application, and what may come of it. Planning is pure: a World in, a Plan out; the controller (`controller.ts`)
 * sees the one and carries out the other. A plan is made again after every change, so nothing in it has to be remembered.
 */
import type { bcs, bcsRules, core } from '../../../api';

type Timing = bcsRules.Timing;

/** A taskgroup, which is a Pod; and successors of taskgroups, which wait behind their gate. */
export interface Taskgroup extends bcsRules.Taskgroup {
  readonly pod: core.Pod;
  readonly id: bcsRules.TaskgroupId;
  readonly index: number;
}

export interface World {
  readonly application: bcs.BcsApplication;
  /** Of it, with its successors behind their gates; those that are being deleted too. In the order of their indices, then of their age. */
  readonly taskgroups: readonly Taskgroup[];
  /**
   * What a version says; without an id, the application's own. Undefined: there is no such version, or it says what makes no sense (of the
   * application's own the frame has told already: no operation is asked then).
   */
  definitionOf(version?: string): bcsRules.ApplicationDefinition | undefined;
  /** The version with this id, as it is kept. */
  versionOf(id: string): bcs.BcsVersion | undefined;
  /** What is left on the node with this name. */
  roomOn(node: string): bcsRules.Amount;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly timing: Timing;
}

export type Action =
  /** Without a version: of the application's own. */
  | { readonly do: 'createPod'; readonly index: number; readonly version?: string; readonly successor?: bcsRules.Succession }
  /** `force`: nobody waits for its end. */
  | { readonly do: 'deletePod'; readonly pod: core.Pod; readonly force?: boolean }
  | { readonly do: 'openGate'; readonly pod: core.Pod }
  /** Undefined: taken away. */
  | { readonly do: 'annotate'; readonly pod: core.Pod; readonly annotations: Readonly<Record<string, string | undefined>> }
  /** In place, by the container's name. */
  | { readonly do: 'resize'; readonly pod: core.Pod; readonly resources: ReadonlyMap<string, core.ResourceRequirements> }
  /** The application's own version as an object. */
  | { readonly do: 'saveVersion'; readonly version: bcs.BcsVersion }
  /** The application gets what it lacks: our finalizer, or an id for what is now its version. */
  | { readonly do: 'adopt'; readonly newVersion: boolean }
  | { readonly do: 'deleteObject' }
  | { readonly do: 'removeFinalizer' };

/** What somebody who looks at a part of the matter wants done. */
export interface Part {
  readonly actions: readonly Action[];
  /** In so many milliseconds it is worth to look again, though nothing changes. */
  readonly next?: number;
}

/** What goes on beside transactions: restarts, successors, lost ones. */
export type Concern = (world: World) => Part;

/** How a transaction goes on. */
export interface Step extends Part {
  /** All that it is about has been done. */
  readonly done: boolean;
}

/** Asked from the transaction's `notBefore` to its `deadline`, or until it is done. Its delay and its life are the frame's (`transactions.ts`). */
export type Operation = (world: World, transaction: bcs.Transaction) => Step;

export interface Plan {
  readonly actions: readonly Action[];
  readonly status: bcs.BcsApplicationStatus;
  readonly next?: number;
}
