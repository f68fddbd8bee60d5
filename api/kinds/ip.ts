/** IP addresses as text (RFC 4291 section 2.2, dotted decimal without leading zeros). */

const octet = '(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';
const dotted = new RegExp(`^${octet}(\\.${octet}){3}$`);

/** 4, 6, or 0 for no address. */
export function ipVersion(text: string): 0 | 4 | 6 {
  if (dotted.test(text)) return 4;
  return isIPv6(text) ? 6 : 0;
}

function isIPv6(text: string): boolean {
  const halves = text.split('::');
  if (halves.length > 2) return false;
  const groups = halves.map(countGroups);
  if (groups.includes(-1)) return false;
  const total = groups.reduce((sum, count) => sum + count, 0);
  // `::` stands for one group of zeros at least.
  return halves.length === 2 ? total < 8 : total === 8;
}

/** 16-bit groups between colons; a dotted address at the end counts for two. -1: not well-formed. */
function countGroups(half: string, index: number, halves: readonly string[]): number {
  if (half === '') return halves.length === 2 ? 0 : -1;
  const parts = half.split(':');
  const tail = index === halves.length - 1 && dotted.test(parts[parts.length - 1] ?? '');
  const words = tail ? parts.slice(0, -1) : parts;
  return words.every((word) => /^[0-9a-fA-F]{1,4}$/.test(word)) ? words.length + (tail ? 2 : 0) : -1;
}
