/** A reference to an object of some kind (kubernetes pkg/apis/networking/validation validateIngressTypedLocalObjectReference). */
import { required, type FieldError } from '../../field-error';
import { given, pathSegment, subdomain } from '../checks';

interface LocalReference {
  readonly apiGroup?: string | null;
  readonly kind: string;
  readonly name: string;
}

export const validateLocalReference = ({ apiGroup, kind, name }: LocalReference, field: string): FieldError[] => [
  ...given(apiGroup, (group) => subdomain(group, `${field}.apiGroup`)),
  ...(kind ? pathSegment(kind, `${field}.kind`) : [required(`${field}.kind`, 'kind is required')]),
  ...(name ? pathSegment(name, `${field}.name`) : [required(`${field}.name`, 'name is required')]),
];
