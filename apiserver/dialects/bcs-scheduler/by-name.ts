/** What is there already, or is not there, is told by the name that somebody sent: Kubernetes may keep it under another. */
import { ApiError } from '../../../api';
import { BcsFault } from './faults';

export interface Named {
  /** As BCS calls it. */
  readonly name: string;
  readonly namespace: string;
}

/** `what`: `application`. */
export const taken = (what: string, { namespace, name }: Named, cause?: unknown): BcsFault => new BcsFault('E201', `${what}(${namespace}.${name}) already exist`, { cause });

export const unknown = (what: string, { namespace, name }: Named, cause?: unknown): BcsFault => new BcsFault('E202', `${what}(${namespace}.${name}) not found`, { cause });

export async function orTaken<T>(what: string, named: Named, creating: Promise<T>): Promise<T> {
  try {
    return await creating;
  } catch (error) {
    throw ApiError.is(error, 'AlreadyExists') ? taken(what, named, error) : error;
  }
}

export async function orUnknown<T>(what: string, named: Named, asking: Promise<T>): Promise<T> {
  try {
    return await asking;
  } catch (error) {
    throw ApiError.is(error, 'NotFound') ? unknown(what, named, error) : error;
  }
}
