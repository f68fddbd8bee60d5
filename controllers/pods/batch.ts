/** Creates and deletes many pods for one owner, and expects to see it: until then the owner's pods are not counted again. */
import type { core, KubeObject } from '../../api';
import type { Expectations } from '../expectations';
import { uidOf } from '../ownership';
import { slowStart } from '../slow-start';
import { isNamespaceTerminating, type PodControl } from './control';

export class PodBatches {
  constructor(private readonly control: PodControl, private readonly expectations: Expectations) {}

  /** One pod for each template. Resolves to the first failure. */
  async create(owner: KubeObject, count: number, templateOf: (index: number) => core.PodTemplateSpec): Promise<unknown> {
    if (count === 0) return undefined;
    const uid = uidOf(owner);
    this.expectations.expectCreations(uid, count);
    const { skipped, error } = await slowStart(count, 1, async (index) => {
      try {
        await this.control.create(owner, templateOf(index));
      } catch (failure) {
        this.expectations.creationObserved(uid);
        if (!isNamespaceTerminating(failure)) throw failure;
      }
    });
    this.expectations.creationObserved(uid, skipped);
    return error;
  }

  /** Resolves to the first failure. */
  async delete(owner: KubeObject, doomed: readonly core.Pod[]): Promise<unknown> {
    if (doomed.length === 0) return undefined;
    const uid = uidOf(owner);
    this.expectations.expectDeletions(uid, doomed.map(uidOf));
    const results = await Promise.allSettled(doomed.map(async (pod) => {
      try {
        await this.control.delete(owner, pod);
      } catch (error) {
        this.expectations.deletionObserved(uid, uidOf(pod));
        throw error;
      }
    }));
    return results.find((result) => result.status === 'rejected')?.reason;
  }
}
