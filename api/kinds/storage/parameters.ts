/** What a class tells its driver (kubernetes pkg/apis/storage/validation validateParameters). */
import { invalid, required, tooLong, type FieldError } from '../../field-error';
import { qualifiedName, when } from '../checks';

const most = 512;
const mostBytes = 256 * 1024;

export function validateParameters(parameters: Readonly<Record<string, string>> = {}, field = 'parameters'): FieldError[] {
  const entries = Object.entries(parameters);
  if (entries.length > most) return [tooLong(field, most)];
  const bytes = entries.reduce((sum, [key, value]) => sum + Buffer.byteLength(key) + Buffer.byteLength(value), 0);
  return [
    ...when('' in parameters, () => invalid(field, '', 'field can not be empty.')),
    ...when(bytes > mostBytes, () => tooLong(field, mostBytes)),
  ];
}

/** Required, and qualified; capitals are allowed. */
export const validateProvisioner = (provisioner: string, field: string): FieldError[] => (provisioner ? qualifiedName(provisioner.toLowerCase(), field) : [required(field)]);
