/** What endpoints reject with, and what each rejection means to whoever asked. */
import { ApiError } from '../../../api';
import { ValueTooLarge } from '../../../registry';

/** `input`: what was sent cannot be taken. `missing`: what is asked for is not there. */
export class Refusal extends Error {
  constructor(readonly kind: 'input' | 'missing', message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'Refusal';
  }
}

export const badInput = (message: string, cause?: unknown): Refusal => new Refusal('input', message, { cause });

export const missing = (): Refusal => new Refusal('missing', 'resource does not exist');

/** No route, although its path looks like one. */
export class NotServed extends Error {
  constructor() {
    super('404 page not found');
    this.name = 'NotServed';
  }
}

export interface Fault {
  /** `store`: it could not be asked. `bug`: ours. */
  readonly kind: 'input' | 'missing' | 'store' | 'bug';
  /** What can be told of it. */
  readonly reason?: string;
}

export function faultOf(error: unknown): Fault {
  if (error instanceof Refusal) return { kind: error.kind, ...(error.kind === 'input' && { reason: error.message }) };
  if (error instanceof ApiError) return { kind: error.reason === 'RequestEntityTooLarge' || error.cause instanceof ValueTooLarge ? 'input' : 'store', reason: error.message };
  return { kind: 'bug' };
}
