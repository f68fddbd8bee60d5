/** `example.com/signer` (kubernetes pkg/apis/core/validation ValidateSignerName). */
import { invalid, required, tooLong, type FieldError } from '../../field-error';
import { labelFault, subdomainFault } from '../../names';
import { when } from '../checks';

const longestDomain = 253;

export function validateSignerName(name: string, field: string): FieldError[] {
  if (!name) return [required(field)];
  const [domain = '', path = '', ...rest] = name.split('/');
  if (!name.includes('/') || rest.length) return [invalid(field, name, "must be a fully qualified domain and path of the form 'example.com/signer-name'")];
  const labels = domain.split('.');
  return [
    ...when(domain.length > longestDomain, () => tooLong(field, longestDomain)),
    ...labels.flatMap((label) => segment(domain, label, labelFault(label), field)),
    ...when(labels.length < 2, () => invalid(field, domain, 'should be a domain with at least two segments separated by dots')),
    ...path.split('.').flatMap((label) => segment(path, label, subdomainFault(label), field)),
  ];
}

const segment = (whole: string, label: string, text: string | undefined, field: string): FieldError[] =>
  when(text, () => invalid(field, whole, `validating label ${JSON.stringify(label)}: ${text ?? ''}`));
