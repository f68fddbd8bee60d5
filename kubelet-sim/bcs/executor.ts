/** What the agents of the BCS scheduler's document do in a taskgroup's containers; the rest of their part is the kubelet's (`stages/`). */
import type { bcsRules, Client, Clock, Logger } from '../../api';
import type { HostAccess } from '../host/access';
import type { Machines } from '../machines/machines';
import type { StreamRules } from '../rules/streams';
import type { World } from '../server/call';

export interface ExecutorDeps {
  readonly client: Client;
  readonly clock: Clock;
  readonly log: Logger;
  readonly timing: bcsRules.Timing;
  readonly machines: Pick<Machines, 'enter' | 'end' | 'restart'>;
  /** What objects say of looking into pods. */
  readonly rules: StreamRules;
  readonly access: HostAccess;
  readonly world: Pick<World, 'serves' | 'pod' | 'onChange'>;
  /** Aborts when this process ends. */
  readonly signal: AbortSignal;
}
