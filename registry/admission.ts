/**
 * What may change or refuse a write before it is stored. In the registry, not in the HTTP layer, so that no API that
 * is served over the registry slips past it.
 */
import type { Client, KubeObject, ObjectKey, ResourceDefinition, UserInfo } from '../api';

export interface Attempt<T extends KubeObject = KubeObject> {
  readonly operation: 'CREATE' | 'UPDATE' | 'DELETE';
  readonly definition: ResourceDefinition<T>;
  /** '' for the object itself. */
  readonly subresource: string;
  readonly key: ObjectKey;
  /** The new object; `mutate` may change it in place. Absent for DELETE. */
  readonly object: T | undefined;
  /** The stored object; absent for CREATE. Never changed. */
  readonly old: T | undefined;
  readonly user: UserInfo;
  readonly dryRun: boolean;
}

/** Refuses by throwing an ApiError. Members may answer synchronously, and should where they can. */
export interface Admission {
  readonly name: string;
  /** May change `attempt.object`. Runs before defaulting is completed and before validation. */
  mutate?(attempt: Attempt): void | Promise<void>;
  validate?(attempt: Attempt): void | Promise<void>;
  /**
   * The end of an attempt that `mutate` has seen: what was claimed for it can be kept or given back. `deleted` is also
   * told of objects that disappear when their last finalizer does. Must not throw.
   */
  settled?(attempt: Attempt, outcome: 'stored' | 'failed' | 'deleted'): void | Promise<void>;
}

/** What an admission plugin is built from. */
export interface AdmissionContext {
  readonly client: Client;
}

export const anonymous: UserInfo = { name: 'system:admin', groups: ['system:masters', 'system:authenticated'] };

/** All plugins in order, as one. */
export class AdmissionChain {
  constructor(private readonly plugins: readonly Admission[]) {}

  async mutate(attempt: Attempt): Promise<void> {
    for (const plugin of this.plugins) {
      const work = plugin.mutate?.(attempt);
      if (work) await work;
    }
  }

  async validate(attempt: Attempt): Promise<void> {
    for (const plugin of this.plugins) {
      const work = plugin.validate?.(attempt);
      if (work) await work;
    }
  }

  async settled(attempt: Attempt, outcome: 'stored' | 'failed' | 'deleted'): Promise<void> {
    for (const plugin of this.plugins) {
      const work = plugin.settled?.(attempt, outcome);
      if (work) await work;
    }
  }
}
