/** The system's priority classes cannot be deleted (kubernetes pkg/registry/scheduling/priorityclass/storage Delete). */
import { ApiError, kinds, systemPriorityClasses } from '../../api';
import type { Admission } from '../admission';
import { resourceName } from '../reads';

export const keepSystemPriorityClasses: Admission = {
  name: 'SystemPriorityClasses',
  kinds: [kinds.priorityclasses],
  validate({ operation, definition, key }) {
    if (operation !== 'DELETE' || !Object.hasOwn(systemPriorityClasses, key.name)) return;
    throw ApiError.forbidden(resourceName(definition), key.name, 'this is a system priority class and cannot be deleted');
  },
};
