/**
 * What may change or refuse a write before it is stored. In the registry, not in the HTTP layer, so that no API that
 * is served over the registry slips past it.
 */
import type { DeleteOptions, KubeObject, ObjectKey, ResourceDefinition, UserInfo, WriteOptions } from '../api';
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
  /** The kinds that it acts on or follows, in whatever version; absent: all. */
  readonly kinds?: readonly ResourceDefinition[];
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
