/** Addresses and names of networks. */
import { ipVersion } from '../../kinds/ip';

/** Old texts may have zeros in front. */
const withoutZeros = (text: string): string => text.replace(/(^|\.)0+(?=\d)/g, '$1');

export const isIPv4 = (text: string): boolean => text.includes('.') && isAddress(text);
export const isIPv6 = (text: string): boolean => ipVersion(text) === 6;

const isAddress = (text: string): boolean => ipVersion(withoutZeros(text)) !== 0;

export function isCidr(text: string): boolean {
  const [address = '', length = '', ...more] = text.split('/');
  const version = ipVersion(withoutZeros(address));
  return version !== 0 && more.length === 0 && /^\d{1,3}$/.test(length) && Number(length) <= (version === 4 ? 32 : 128);
}

const label = String.raw`[a-zA-Z0-9\p{S}\p{L}]`;
const host = new RegExp(String.raw`^(?:${label}(?:-?(?:${label}{0,62}))?|(?:${label}(?:(?:[a-zA-Z0-9\p{S}\p{L}-]{0,61}${label})?)\.)+[a-zA-Z\p{L}]{2,63})$`, 'u');

/** RFC 1034 section 3.1, with letters of any script. */
export const isHostname = (text: string): boolean => {
  if (Buffer.byteLength(text) > 255) return false;
  return host.test(text) && text.split('.').every((part) => Buffer.byteLength(part) <= 63);
};

const macs = [/^[0-9a-f]{2}(?:([:-])[0-9a-f]{2})(?:\1[0-9a-f]{2})*$/i, /^[0-9a-f]{4}(?:\.[0-9a-f]{4})+$/i];

/** Of 6, 8 or 20 bytes (Go net.ParseMAC). */
export const isMac = (text: string): boolean => macs.some((form) => form.test(text)) && [12, 16, 40].includes(text.replace(/[^0-9a-f]/gi, '').length);

const scheme = /^[a-zA-Z][a-zA-Z0-9+.-]*:/;

/** What may stand in a request's first line: with a scheme, or a path from the root (Go net/url ParseRequestURI). */
export function isRequestUri(text: string): boolean {
  if (text === '' || hasControl(text)) return false;
  if (text === '*') return true;
  const rest = text.replace(scheme, '');
  if (rest === text) return text.startsWith('/') && goodPath(text);
  if (!rest.startsWith('//')) return goodPath(rest);
  const [, authority = '', path = ''] = /^\/\/([^/?]*)(.*)$/s.exec(rest) ?? [];
  return goodAuthority(authority) && goodPath(path);
}

const hasControl = (text: string): boolean => /[\u0000-\u001f\u007f]/.test(text);
const escaped = (text: string): boolean => !/%(?![0-9a-fA-F]{2})/.test(text);
const goodPath = (text: string): boolean => escaped(text.split('?', 1)[0] ?? '');

function goodAuthority(authority: string): boolean {
  const at = authority.lastIndexOf('@');
  const [user, address] = [authority.slice(0, Math.max(at, 0)), authority.slice(at + 1)];
  if (!/^[A-Za-z0-9\-._:~!$&'()*+,;=%@]*$/.test(user) || !escaped(user)) return false;
  return address.startsWith('[') ? /^\[[^\]]+\](?::\d*)?$/.test(address) : /^[^\s"<>\\^`{|}#]*$/.test(address.replace(/#/g, '')) && /^[^:]*(?::\d*)?$/.test(address) && !/%(?!25)/.test(address);
}

const atomChars = "A-Za-z0-9!#$%&'*+/=?^_`{|}~\\u0080-\\uffff-";
const atom = `[${atomChars}]+`;
const quoted = '"(?:[^"\\\\\\r\\n]|\\\\.)*"';
const address = `(?:${atom}(?:\\.${atom})*|${quoted})@(?:${atom}(?:\\.${atom})*|\\[[^\\[\\]\\\\]*\\])`;
const mailbox = new RegExp(`^\\s*(?:${address}|(?:[${atomChars}.\\s]|${quoted})*<${address}>)\\s*$`);

/** One address, with or without a name before it (RFC 5322; Go net/mail.ParseAddress). */
export const isEmail = (text: string): boolean => text.length <= 1000 && mailbox.test(text);
