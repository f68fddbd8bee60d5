/** The RuntimeClass of taskgroups: what runs them takes something too (section 5.3 of the document's specification). It is made before the first of them. */
import { ApiError, bcsRules, kinds, type Client, type node } from '../../../api';

export function executorClass({ overhead }: bcsRules.Timing): node.RuntimeClass {
  return {
    apiVersion: 'node.k8s.io/v1', kind: 'RuntimeClass', metadata: { name: bcsRules.marks.executorClass }, handler: bcsRules.marks.executorClass,
    overhead: { podFixed: { memory: `${overhead.memory}Mi`, 'ephemeral-storage': `${overhead.disk}Mi` } },
  };
}

/** Asks once; after `forget` once more: somebody may have taken it away. */
export class ExecutorClass {
  private made?: Promise<unknown>;

  constructor(private readonly client: Client, private readonly timing: bcsRules.Timing) {}

  there(): Promise<unknown> {
    this.made ??= this.make().catch((error: unknown) => {
      this.forget();
      throw error;
    });
    return this.made;
  }

  forget(): void {
    this.made = undefined;
  }

  private async make(): Promise<void> {
    try {
      await this.client.of(kinds.runtimeclasses).create(executorClass(this.timing));
    } catch (error) {
      if (!ApiError.is(error, 'AlreadyExists')) throw error;
    }
  }
}
