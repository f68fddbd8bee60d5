import { quoteGo } from './go-quote';

// What strconv.Quote writes.
it.each([
  ['', '""'],
  ['plain é 世 \u{1f600}', '"plain é 世 \u{1f600}"'],
  ['"\\', '"\\"\\\\"'],
  ['\x07\b\f\n\r\t\v', '"\\a\\b\\f\\n\\r\\t\\v"'],
  ['\0\x1b\x7f', '"\\x00\\x1b\\x7f"'],
  ['\u0080\u00a0\u00ad\u2028', '"\\u0080\\u00a0\\u00ad\\u2028"'],
  ['\ufffd', '"\ufffd"'],
  ['\u{e0001}', '"\\U000e0001"'],
])('quotes %j', (text, quoted) => expect(quoteGo(text)).toBe(quoted));
