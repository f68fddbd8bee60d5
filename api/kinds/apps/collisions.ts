/** Names that were taken already are counted, and the count makes the next name (kubernetes pkg/apis/apps/validation). */
import { invalid, type FieldError } from '../../field-error';
import { when } from '../checks';

export const notDecremented = (count: number | undefined, old: number | undefined): FieldError[] =>
  when(old !== undefined && (count ?? -1) < old, () => invalid('status.collisionCount', count ?? 0, 'cannot be decremented'));
