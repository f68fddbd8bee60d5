/** Options of pods on Windows. */
import { invalid, type FieldError } from '../../../field-error';
import type * as core from '../../../schema/types/core.v1';
import { subdomain, when } from '../../checks';
import { containersOf } from './visit';

const mostKib = 64;

export function validateWindowsOptions(options: core.WindowsSecurityContextOptions | undefined, field: string): FieldError[] {
  if (!options) return [];
  const { gmsaCredentialSpecName, gmsaCredentialSpec: gmsa, runAsUserName } = options;
  return [
    ...(gmsaCredentialSpecName === undefined ? [] : subdomain(gmsaCredentialSpecName, `${field}.gmsaCredentialSpecName`)),
    ...when(gmsa === '', () => invalid(`${field}.gmsaCredentialSpec`, gmsa, 'gmsaCredentialSpec cannot be an empty string')),
    ...when(gmsa && Buffer.byteLength(gmsa) > mostKib * 1024, () =>
      invalid(`${field}.gmsaCredentialSpec`, gmsa, `gmsaCredentialSpec size must be under ${mostKib} KiB`)),
    ...(runAsUserName === undefined ? [] : userFaults(runAsUserName).map((text) => invalid(`${field}.runAsUserName`, runAsUserName, text))),
  ];
}

/** `DOMAIN\user` or `user`. */
function userFaults(name: string): string[] {
  if (!name) return ['runAsUserName cannot be an empty string'];
  if (/[\x00-\x1f\x7f]/.test(name)) return ['runAsUserName cannot contain control characters'];
  const parts = name.split('\\');
  if (parts.length > 2) return ['runAsUserName cannot contain more than one backslash'];
  const [first = '', second] = parts;
  return second === undefined ? userNameFaults(first) : [...domainFaults(first), ...userNameFaults(second)];
}

const mostOfDomain = 256;
const netBios = /^[^\\/:*?"<>|.][^\\/:*?"<>|]{0,14}$/;
const dnsLabel = '[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?';
const dns = new RegExp(`^${dnsLabel}(?:\\.${dnsLabel})*$`);

const domainFaults = (domain: string): string[] => rules([
  [domain.length >= mostOfDomain, `runAsUserName's Domain length must be under ${mostOfDomain} characters`],
  [!netBios.test(domain) && !dns.test(domain), "runAsUserName's Domain doesn't match the NetBios nor the DNS format"],
]);

const mostOfUser = 104;

const userNameFaults = (user: string): string[] => rules([
  [!user, "runAsUserName's User cannot be empty"],
  [user.length > mostOfUser, `runAsUserName's User length must not be longer than ${mostOfUser} characters`],
  [/^[. ]+$/.test(user), "runAsUserName's User cannot contain only periods or spaces"],
  [/["/\\:;|=,+*?<>@[\]]/.test(user), "runAsUserName's User cannot contain the following characters: \"/\\:;|=,+*?<>@[]"],
]);

const rules = (list: readonly (readonly [broken: boolean, text: string])[]): string[] => list.filter(([broken]) => broken).map(([, text]) => text);

/** Containers that are processes of the host: all of a pod's, or none (KEP-1981). */
export function validateHostProcess(spec: core.PodSpec, field: string): FieldError[] {
  const ofPod = spec.securityContext?.windowsOptions?.hostProcess;
  const containers = containersOf(spec, field);
  const own = containers.map(({ container }) => container.securityContext?.windowsOptions?.hostProcess);
  if (ofPod === undefined && own.every((value) => value === undefined)) return [];
  const count = own.filter((value) => value ?? ofPod).length;
  return [
    ...containers.flatMap(({ at }, i) => when(ofPod !== undefined && own[i] !== undefined && own[i] !== ofPod, () =>
      invalid(`${at}.securityContext.windowsOptions.hostProcess`, own[i], `pod hostProcess value must be identical if both are specified, was ${ofPod}`))),
    ...when(count && count !== containers.length, () => invalid(field, '', 'If pod contains any hostProcess containers then all containers must be HostProcess containers')),
    ...when(count && !spec.hostNetwork, () => invalid(`${field}.hostNetwork`, false, 'hostNetwork must be true if pod contains any hostProcess containers')),
  ];
}
