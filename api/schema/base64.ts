/** Standard base64 as Go's encoding/base64 reads it: padded, line breaks ignored. */
import { Mismatch } from './mismatch';

const canonical = /^(?:[A-Za-z0-9+/]{4})*$/;
const padded = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** The form in which the same bytes are printed. Throws Mismatch. */
export function canonicalBase64(text: string): string {
  if (canonical.test(text)) return text;
  const joined = text.replace(/[\r\n]/g, '');
  if (!padded.test(joined)) throw new Mismatch(`illegal base64 data at input byte ${faultIn(text)}`);
  // The bits that padding leaves over may have been set.
  return Buffer.from(joined, 'base64').toString('base64');
}

/** Where Go's decoder stops: the first byte that cannot be, or the beginning of what breaks off. */
function faultIn(text: string): number {
  let inQuantum = 0;
  let quantumStart = 0;
  for (let at = 0; at < text.length; at++) {
    const char = text[at]!;
    if (char === '\r' || char === '\n') continue;
    if (inQuantum === 0) quantumStart = at;
    if (!/[A-Za-z0-9+/]/.test(char)) return char === '=' && inQuantum >= 2 ? afterPadding(text, at, inQuantum) : at;
    inQuantum = (inQuantum + 1) % 4;
  }
  return inQuantum === 0 ? text.length : quantumStart;
}

/** The fault behind a `=` that may stand at `at`. */
function afterPadding(text: string, at: number, inQuantum: number): number {
  const next = (from: number): number => from + /^[\r\n]*/.exec(text.slice(from))![0].length;
  let end = next(at + 1);
  if (inQuantum === 2) {
    if (text[end] !== '=') return end === text.length ? end : end;
    end = next(end + 1);
  }
  return end;
}
