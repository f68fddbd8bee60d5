/** How volumes may be mounted: rules and cells of claims and volumes. */
import { forbidden, required, type FieldError } from '../../field-error';
import { when } from '../checks';

const alone = 'ReadWriteOncePod';

export const validateAccessModes = (modes: readonly string[] | undefined, field: string, why = ''): FieldError[] => [
  ...when(!modes?.length, () => required(field, why)),
  ...when(modes?.includes(alone) && modes.some((mode) => mode !== alone), () => forbidden(field, 'may not use ReadWriteOncePod with other access modes')),
];

const short = [['ReadWriteOnce', 'RWO'], ['ReadOnlyMany', 'ROX'], ['ReadWriteMany', 'RWX'], [alone, 'RWOP']] as const;

/** `RWO,ROX`. */
export const formatAccessModes = (modes: readonly string[] | undefined): string =>
  short.filter(([mode]) => modes?.includes(mode)).map(([, text]) => text).join(',');
