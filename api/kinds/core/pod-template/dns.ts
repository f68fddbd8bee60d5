/** A pod's resolver settings. */
import { invalid, required, type FieldError } from '../../../field-error';
import type * as core from '../../../schema/types/core.v1';
import { each, given, ipAddress, searchPath, when } from '../../checks';

// Limits of the resolver in libc.
const maxNameservers = 3;
const maxSearchPaths = 32;
const maxSearchCharacters = 2048;

export function validateDns({ dnsPolicy, dnsConfig }: core.PodSpec, field: string): FieldError[] {
  if (dnsPolicy === 'None' && !dnsConfig) return [required(field, 'must provide `dnsConfig` when `dnsPolicy` is None')];
  if (dnsPolicy === 'None' && !dnsConfig?.nameservers?.length) {
    return [required(`${field}.nameservers`, 'must provide at least one DNS nameserver when `dnsPolicy` is None')];
  }
  return given(dnsConfig, (config) => validateConfig(config, field));
}

const validateConfig = ({ nameservers = [], searches = [], options }: core.PodDNSConfig, field: string): FieldError[] => [
  ...when(nameservers.length > maxNameservers, () => invalid(`${field}.nameservers`, nameservers, `must not have more than ${maxNameservers} nameservers`)),
  ...each(nameservers, `${field}.nameservers`, ipAddress),
  ...when(searches.length > maxSearchPaths, () => invalid(`${field}.searches`, searches, `must not have more than ${maxSearchPaths} search paths`)),
  ...when(searches.join(' ').length > maxSearchCharacters, () =>
    invalid(`${field}.searches`, searches, `must not have more than ${maxSearchCharacters} characters (including spaces) in the search list`)),
  // A single dot turns the search off.
  ...each(searches, `${field}.searches`, (path, at) => (path === '.' ? [] : searchPath(path.replace(/\.$/, ''), at))),
  ...each(options, `${field}.options`, ({ name }, at) => when(!name, () => required(at, 'must not be empty'))),
];
