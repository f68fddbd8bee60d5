/** Where a webhook is (k8s.io/apiserver pkg/util/webhook validation.go). */
import { invalid, required, type FieldError } from '../../field-error';
import { subdomainFault } from '../../names';
import type * as admission from '../../schema/types/admissionregistration.v1';
import { when } from '../checks';
import { portNumberText } from '../texts';

const form = '; desired format: https://host[/path]';

export function validateClientConfig({ url, service }: admission.WebhookClientConfig, field: string): FieldError[] {
  if ((url === undefined) === (service === undefined)) return [required(field, 'exactly one of url or service is required')];
  return service ? validateService(service, `${field}.service`) : validateUrl(url ?? '', `${field}.url`);
}

function validateUrl(text: string, field: string): FieldError[] {
  const [, scheme = '', rest = ''] = /^(?:([a-zA-Z][-+.a-zA-Z0-9]*):)?(.*)$/s.exec(text) ?? [];
  const [, user, host = '', , query = '', fragment = ''] = /^(?:\/\/(?:([^/?#]*)@)?([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/s.exec(rest) ?? [];
  return [
    ...when(scheme !== 'https', () => invalid(field, scheme, `'https' is the only allowed URL scheme${form}`)),
    ...when(!host, () => invalid(field, host, `host must be specified${form}`)),
    ...when(user !== undefined, () => invalid(field, user, 'user information is not permitted in the URL')),
    ...when(fragment, () => invalid(field, fragment, 'fragments are not permitted in the URL')),
    ...when(query, () => invalid(field, query, 'query parameters are not permitted in the URL')),
  ];
}

const validateService = ({ name, namespace, path, port = 443 }: admission.ServiceReference, field: string): FieldError[] => [
  ...when(!name, () => required(`${field}.name`, 'service name is required')),
  ...when(!namespace, () => required(`${field}.namespace`, 'service namespace is required')),
  ...portNumberText(port).map((text) => invalid(`${field}.port`, port, `port is not valid: ${text}`)),
  ...validatePath(path, `${field}.path`),
];

function validatePath(path: string | undefined, field: string): FieldError[] {
  if (!path || path === '/') return [];
  if (path === '//') return [invalid(field, path, 'segment[0] may not be empty')];
  const relative = when(!path.startsWith('/'), () => invalid(field, path, "must start with a '/'"));
  const segments = path.replace(/^\//, '').replace(/\/$/, '').split('/');
  return [...relative, ...segments.flatMap((segment, i) => {
    if (!segment) return [invalid(field, path, `segment[${i}] may not be empty`)];
    const text = subdomainFault(segment);
    return when(text, () => invalid(field, path, `segment[${i}]: ${text ?? ''}`));
  })];
}
