/**
 * Who is asked once more because others have changed the object since (k8s.io/apiserver …/webhook/mutating
 * reinvocationcontext.go): those with reinvocationPolicy IfNeeded, at most once.
 */
import type { KubeObject } from '../../../api';

interface Asked {
  readonly id: string;
  /** reinvocationPolicy IfNeeded. */
  readonly reinvocable: boolean;
}

export class Reinvocation {
  /** 0 when everybody is asked first, 1 when some are asked again. */
  round = -1;
  private asked = new Set<string>();
  private readonly again = new Set<string>();
  private left: string | undefined;

  /** A round begins; when other plugins have changed the object since the one before, all are to see it again. */
  begin(object: KubeObject | undefined): void {
    this.round++;
    if (this.round > 0 && JSON.stringify(object) !== this.left) this.changed();
  }

  end(object: KubeObject | undefined): void {
    this.left = this.asked.size ? JSON.stringify(object) : undefined;
  }

  isDue({ id }: Asked): boolean {
    return this.round === 0 || this.again.has(id);
  }

  called({ id, reinvocable }: Asked, changed: boolean): void {
    if (changed) this.changed();
    if (reinvocable) this.asked.add(id);
  }

  private changed(): void {
    for (const id of this.asked) this.again.add(id);
    this.asked = new Set();
  }
}
