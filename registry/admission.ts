/**
 * What may change or refuse a write before it is stored. In the registry, not in the HTTP layer, so that no API that
 * is served over the registry slips past it.
 */
import type { DeleteOptions, KubeObject, Logger, ObjectKey, ResourceDefinition, UserInfo, WriteOptions } from '../api';
import type { Version } from './writes/ownership';

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
  /** The version that the client speaks: that of `definition`, or another in which the same objects are served. */
  readonly requested: ResourceDefinition;
  /** All versions in which they are served; those that are not listed have one. */
  readonly versions: readonly Version[] | undefined;
  /** What was asked for beside the object; `warn` takes what the client is to be told. */
  readonly options: WriteOptions & DeleteOptions;
}

/** How an attempt ended. A create or update that is tried again because another write was faster has `failed` first. */
export type Settlement = 'stored' | 'failed' | 'deleted';

export type Mutation = void | 'again';

/** Refuses by throwing an ApiError. Members may answer synchronously, and should where they can. */
export interface Admission {
  readonly name: string;
  /** Whether it looks at what actions and procedures are asked, too (a CREATE of `pods/eviction`, whose object is an Eviction). */
  readonly bodies?: boolean;
  /**
   * May change `attempt.object`. Runs before defaulting is completed and before validation. Who answers `again` wants all to see
   * what it has changed: everybody is asked once more, and then no more (k8s.io/apiserver pkg/admission/reinvocation.go).
   */
  mutate?(attempt: Attempt): Mutation | Promise<Mutation>;
  validate?(attempt: Attempt): void | Promise<void>;
  /** Fills in what only one object may have, once the object is found to be in order; not for a DELETE. */
  allocate?(attempt: Attempt): void | Promise<void>;
  /**
   * The end of an attempt that `mutate` or, for a DELETE, `validate` has seen: what was claimed for it can be kept or
   * given back. The write is what it is by then: an error is logged and goes no further.
   */
  settled?(attempt: Attempt, settlement: Settlement): void | Promise<void>;
}

export const anonymous: UserInfo = { name: 'system:admin', groups: ['system:masters', 'system:authenticated'] };

/** All plugins in order, as one. */
export class AdmissionChain {
  private lookingAtBodies: AdmissionChain | undefined;

  constructor(private readonly plugins: readonly Admission[], private readonly log: Logger) {}

  /** Those of them that look at what actions and procedures are asked. */
  get ofBodies(): AdmissionChain {
    return (this.lookingAtBodies ??= new AdmissionChain(this.plugins.filter(({ bodies }) => bodies), this.log));
  }

  async mutate(attempt: Attempt): Promise<void> {
    if (await this.mutateOnce(attempt)) await this.mutateOnce(attempt);
  }

  /** Whether somebody wants it to be done again. */
  private async mutateOnce(attempt: Attempt): Promise<boolean> {
    let again = false;
    for (const plugin of this.plugins) {
      const work = plugin.mutate?.(attempt);
      if (work && (await work) === 'again') again = true;
    }
    return again;
  }

  async validate(attempt: Attempt): Promise<void> {
    for (const plugin of this.plugins) {
      const work = plugin.validate?.(attempt);
      if (work) await work;
    }
  }

  async allocate(attempt: Attempt): Promise<void> {
    for (const plugin of this.plugins) {
      const work = plugin.allocate?.(attempt);
      if (work) await work;
    }
  }

  async settled(attempt: Attempt, settlement: Settlement): Promise<void> {
    for (const plugin of this.plugins) {
      try {
        const work = plugin.settled?.(attempt, settlement);
        if (work) await work;
      } catch (error) {
        this.log.warn('admission could not settle a write', { plugin: plugin.name, name: attempt.key.name, settlement, error: String(error) });
      }
    }
  }
}
