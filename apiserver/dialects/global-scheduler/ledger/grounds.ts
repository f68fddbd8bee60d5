/** What a decision rests on beside what is reserved: the world, the policy, and how it is decided. */
import type { PlaceOptions, Policy, World } from '../engine';

export interface Grounds {
  readonly world: World;
  readonly policy: Policy;
  readonly options: PlaceOptions;
  /** By the id of the site, where copies become Pods of this cluster: which nodes it is made of. */
  readonly own: ReadonlyMap<string, string>;
}

export interface GroundsSource {
  /** As they are at this moment. Throws PlacementFault while there are none. */
  current(): Promise<Grounds>;
  /** Called when a refusal may be none any more; returns how to leave. */
  onChange(listener: () => void): () => void;
}
