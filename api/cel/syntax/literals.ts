/** What literals stand for. Faults are UnescapeErrors, whose messages are cel-go's. */
import { fromBigInt, isInt64, isUint64 } from '../values/int';
import { Double, Uint, type Value } from '../values/values';
import { unescapeBytes, unescapeString, UnescapeError } from './unescape';

/** `text` may begin with a sign. */
export function parseLiteral(kind: string, text: string): Value {
  switch (kind) {
    case 'NUM_INT': return fromBigInt(within(isInt64, text.startsWith('-') ? -BigInt(text.slice(1)) : BigInt(text), 'invalid int literal'));
    case 'NUM_UINT': return new Uint(within(isUint64, BigInt(text.slice(0, -1)), 'invalid uint literal'));
    case 'NUM_FLOAT': return new Double(finite(Number(text)));
    case 'STRING': return unescapeString(text);
    case 'BYTES': return unescapeBytes(text);
    case 'null': return null;
    default: return kind === 'true';
  }
}

function within(range: (value: bigint) => boolean, value: bigint, message: string): bigint {
  if (!range(value)) throw new UnescapeError(message);
  return value;
}

function finite(value: number): number {
  if (!Number.isFinite(value)) throw new UnescapeError('invalid double literal');
  return value;
}
