/** Base64 as Go's encoding/base64 reads it: line ends are skipped, and a fault names the byte. */
import { Mismatch } from './mismatch';

const whole = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/][AQgw]==|[A-Za-z0-9+/]{2}[AEIMQUYcgkosw048]=)?$/;
const loose = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** In the form in which it is served. Throws Mismatch. */
export function readBytes(text: string): string {
  if (whole.test(text)) return text;
  const digits = text.replace(/[\r\n]/g, '');
  if (!loose.test(digits)) throw new Mismatch(`illegal base64 data at input byte ${faultIn(text)}`);
  return Buffer.from(digits, 'base64').toString('base64');
}

/** After decodeQuantum of encoding/base64. */
function faultIn(text: string): number {
  let inQuantum = 0;
  for (let i = 0; i < text.length; i++) {
    const char = text.charAt(i);
    if (char === '\n' || char === '\r') continue;
    if (/[A-Za-z0-9+/]/.test(char)) inQuantum = (inQuantum + 1) % 4;
    else return char === '=' && inQuantum >= 2 ? faultInPadding(text, i, inQuantum) : i;
  }
  return text.length - inQuantum;
}

function faultInPadding(text: string, at: number, inQuantum: number): number {
  let next = at + 1;
  const skipLineEnds = (): void => { while (text[next] === '\n' || text[next] === '\r') next++; };
  skipLineEnds();
  if (inQuantum === 2) {
    if (next >= text.length) return text.length;
    if (text[next] !== '=') return next - 1;
    next++;
    skipLineEnds();
  }
  return next;
}
