import type { Clock, KubeObject, Random, ResourceDefinition, StrategyContext, UserInfo } from '../../api';
import type { AdmissionChain } from '../admission/chain';
import type { ReadContext } from '../reads';
import type { WriteOptions } from '../storage/kv';
import type { Face } from './ownership';

/** What every write of one resource works with. */
export interface WriteContext<T extends KubeObject> extends ReadContext<T> {
  readonly clock: Clock;
  readonly random: Random;
  readonly admission: AdmissionChain;
  readonly face: Face<T>;
}

export const strategyContext = <T extends KubeObject>({ clock, random }: WriteContext<T>, user?: UserInfo): StrategyContext => ({ now: clock.now(), random, user });

/** How long the store keeps objects of this kind. */
export const lifetime = ({ strategy: { ttlSeconds } }: ResourceDefinition): WriteOptions | undefined =>
  (ttlSeconds === undefined ? undefined : { ttlSeconds });
