/** Whether a status has to be written. */
import { same } from '../api';

/** Zero values may be dropped on their way through the API: they say as much as an absent field. */
const withoutZeros = (status: object): object =>
  Object.fromEntries(Object.entries(status).filter(([, value]) => value !== 0 && value !== undefined && !(Array.isArray(value) && value.length === 0)));

export const sameStatus = (a: object, b: object): boolean => same(withoutZeros(a), withoutZeros(b));
