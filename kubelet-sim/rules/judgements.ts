/** Says of an object on itself, as a condition, and in an event what is wrong with it. */
import { formatTime, keyOf, type KubeObject, type ResourceDefinition } from '../../api';
import type { ComponentContext, EventRecorder } from '../../client';
import type { Condition, WithConditions } from '../resources/shapes';

export interface Fault {
  readonly reason: string;
  readonly message: string;
}

export type JudgementContext = ComponentContext & { readonly recorder: EventRecorder };

/** `type`: of the condition, which is True when there is no fault. */
export class Judgements {
  constructor(private readonly context: JudgementContext, private readonly type = 'Accepted') {}

  tell(definition: ResourceDefinition | undefined, object: KubeObject, fault: Fault | undefined): void {
    if (fault) this.context.recorder.event(object, 'Warning', fault.reason, fault.message);
    // A good object needs no word of ours, unless it was a bad one.
    if (!definition || (!fault && !conditionOf(object, this.type))) return;
    const { clock, log, signal } = this.context;
    const said = fault ? { status: 'False', ...fault } : { status: 'True', reason: this.type, message: '' };
    const condition: Condition = { type: this.type, observedGeneration: object.metadata.generation, lastTransitionTime: formatTime(clock.now()), ...said };
    void this.write(definition, object, condition)
      .catch((error: unknown) => { if (!signal.aborted) log.debug('condition not written', { kind: object.kind, object: object.metadata.name, error: String(error) }); });
  }

  private async write(definition: ResourceDefinition, object: KubeObject, condition: Condition): Promise<void> {
    await this.context.client.of(definition).update(keyOf(object), (current) => {
      const known = conditionOf(current, condition.type);
      if (current.metadata.uid !== object.metadata.uid || (known?.status === condition.status && known.message === condition.message)) return current;
      const { status } = current as WithConditions;
      const others = (status?.conditions ?? []).filter(({ type }) => type !== condition.type);
      const changed: WithConditions = { ...current, status: { ...status, conditions: [...others, condition] } };
      return changed;
    }, { subresource: 'status' });
  }
}

export const conditionOf = (object: KubeObject, type: string): Condition | undefined => (object as WithConditions).status?.conditions?.find((condition) => condition.type === type);
