/**
 * What BCS calls its namespaces and objects, and under which names Kubernetes keeps them: the same where Kubernetes allows it; else in
 * small letters, with a part that no other name has. Nothing needs to be looked up, and no two names meet.
 */
import { createHash } from 'node:crypto';

const label = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;
const subdomain = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

/** Ours end so: a name of BCS that looks like one of ours gets a part of its own too. */
const ours = /-[0-9a-f]{10}$/;
const partLength = 10;
const longest = { label: 63, subdomain: 253 } as const;

/** Of a namespace, or of anything that must be one label. */
export const labelName = (name: string): string => (label.test(name) && !ours.test(name) ? name : made(name, /[^-a-z0-9]+/g, longest.label));

/** Of any other object; dots may stand in it. */
export const objectName = (name: string): string =>
  (name.length <= longest.subdomain && subdomain.test(name) && !ours.test(name) ? name : made(name, /[^-a-z0-9.]+/g, longest.subdomain));

function made(name: string, forbidden: RegExp, length: number): string {
  const part = createHash('sha256').update(name).digest('hex').slice(0, partLength);
  const readable = name.toLowerCase().replace(forbidden, '-').replace(/\.+/g, '.').replace(/(^|\.)[-.]+|-+(?=\.|$)/g, '$1').replace(/^\.|\.$/g, '').slice(0, length - partLength - 1).replace(/[-.]+$/, '');
  return readable ? `${readable}-${part}` : `x-${part}`;
}
