import type { Clock, KubeObject, Random, StrategyContext } from '../../api';
import type { AdmissionChain } from '../admission';
import type { ReadContext } from '../reads';

/** What every write of one resource works with. */
export interface WriteContext<T extends KubeObject> extends ReadContext<T> {
  readonly clock: Clock;
  readonly random: Random;
  readonly admission: AdmissionChain;
}

export const strategyContext = <T extends KubeObject>({ clock, random }: WriteContext<T>): StrategyContext => ({ now: clock.now(), random });
