/** One evaluation: the values of names, and what was spent. */
import { CelBudgetExceeded } from '../values/errors';
import type { Value } from '../values/values';

export class Frame {
  cost = 0;
  /** Variables of the program first, then those of comprehensions. */
  readonly slots: (Value | undefined)[];

  constructor(size: number, private readonly budget: number) {
    this.slots = new Array<Value | undefined>(size);
  }

  charge(cost: number): void {
    this.cost += cost;
    if (this.cost > this.budget) throw new CelBudgetExceeded();
  }
}

export type Step = (frame: Frame) => Value;
