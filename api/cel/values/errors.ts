/** What an evaluation ends with instead of a value. Not an Error: no stack is kept, as logic operators throw these away by the dozen. */
export class CelError {
  constructor(readonly message: string) {}

  toString(): string {
    return this.message;
  }
}

/** More was spent than the budget allowed. No operator absorbs it. */
export class CelBudgetExceeded extends CelError {
  constructor() {
    super('operation cancelled: actual cost limit exceeded');
  }
}

export function fail(message: string): never {
  throw new CelError(message);
}

export const noSuchOverload = (): never => fail('no such overload');
