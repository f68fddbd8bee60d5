/** What is wrong with an address or a range, in the words of Go's net/netip. */
import { parseAddress } from '../../kinds/cidr';

const quote = JSON.stringify;

interface Fault { readonly message: string; readonly at?: string }

/** Of a text that is no address. */
export function addressFault(text: string): string {
  const { message, at } = faultOf(text);
  return `ParseAddr(${quote(text)}): ${message}${at ? ` (at ${quote(at)})` : ''}`;
}

function faultOf(text: string): Fault {
  const first = /[.:%]/.exec(text)?.[0];
  if (first === '.') return dottedFault(text);
  if (first === ':') return colonFault(text);
  return { message: first === '%' ? 'missing IPv6 address' : 'unable to parse IP' };
}

function dottedFault(text: string): Fault {
  let fields = 0;
  let digits = '';
  for (const [i, char] of [...text].entries()) {
    if (char >= '0' && char <= '9') {
      if (digits === '0') return { message: 'IPv4 field has octet with leading zero' };
      digits += char;
      if (Number(digits) > 255) return { message: 'IPv4 field has value >255' };
    } else if (char === '.') {
      if (digits === '') return { message: 'IPv4 field must have at least one digit', at: text.slice(i) };
      if (++fields === 4) return { message: 'IPv4 address too long' };
      digits = '';
    } else {
      return { message: 'unexpected character', at: text.slice(i) };
    }
  }
  return fields < 3 ? { message: 'IPv4 address too short' } : { message: 'IPv4 field must have at least one digit', at: text.slice(-1) };
}

const maxFields = 8;

function colonFault(text: string): Fault {
  const zone = text.indexOf('%');
  if (zone >= 0 && zone === text.length - 1) return { message: 'zone must be a non-empty string' };
  let rest = zone < 0 ? text : text.slice(0, zone);
  let elided = rest.startsWith('::');
  if (elided) rest = rest.slice(2);
  let fields = 0;
  while (fields < maxFields && rest !== '') {
    const digits = /^[0-9a-fA-F]*/.exec(rest)?.[0] ?? '';
    const after = rest.slice(digits.length);
    if (digits === '') return { message: 'each colon-separated field must have at least one digit', at: rest };
    if (digits.length > 4) return { message: 'each group must have 4 or less digits', at: rest };
    if (after.startsWith('.')) return embeddedFault(rest, fields, elided);
    fields++;
    if (after === '') return lengthFault(fields, elided);
    if (!after.startsWith(':')) return { message: 'unexpected character, want colon', at: after };
    if (after.length === 1) return { message: 'colon must be followed by more characters', at: after };
    rest = after.slice(1);
    if (!rest.startsWith(':')) continue;
    if (elided) return { message: 'multiple :: in address', at: rest };
    elided = true;
    rest = rest.slice(1);
  }
  return rest === '' ? lengthFault(fields, elided) : { message: 'trailing garbage after address', at: rest };
}

function embeddedFault(rest: string, fields: number, elided: boolean): Fault {
  if (!elided && fields !== maxFields - 2) return { message: 'embedded IPv4 address must replace the final 2 fields of the address', at: rest };
  if (fields > maxFields - 2) return { message: 'too many hex fields to fit an embedded IPv4 at the end of the address', at: rest };
  return dottedFault(rest);
}

const lengthFault = (fields: number, elided: boolean): Fault =>
  ({ message: fields < maxFields && !elided ? 'address string too short' : 'the :: must expand to at least one field of zeros' });

/** Of a text that is no range. */
export function prefixFault(text: string): string {
  return `netip.ParsePrefix(${quote(text)}): ${prefixReason(text)}`;
}

function prefixReason(text: string): string {
  const slash = text.lastIndexOf('/');
  if (slash < 0) return "no '/'";
  const [address, bits] = [text.slice(0, slash), text.slice(slash + 1)];
  if (!parseAddress(address)) return /^[^%]*:[^%]*%./.test(address) ? 'IPv6 zones cannot be present in a prefix' : addressFault(address);
  return /^(0|[1-9]\d*)$/.test(bits) ? 'prefix length out of range' : `bad bits after slash: ${quote(bits)}`;
}
