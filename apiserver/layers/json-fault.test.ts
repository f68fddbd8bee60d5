import { describeJsonFault, firstJsonValue } from './json-fault';
import { BodySyntaxError } from './syntax-error';

it.each([
  ['{"a":1} trailing }', '{"a":1}'],
  [' [1, {"b": "]"}]{}', ' [1, {"b": "]"}]'],
  ['12 13', '12'],
  ['null', 'null'],
])('takes the first value of %j', (text, value) => expect(firstJsonValue(text)).toBe(value));

// What json.Decoder's Decode says; `-`, a literal and a text that break off are all the same to it.
it.each([
  ['', 'EOF'],
  [' \n\t', 'EOF'],
  ['{"a":', 'unexpected EOF'],
  ['{"a":1', 'unexpected EOF'],
  ['"a', 'unexpected EOF'],
  ['-', 'unexpected EOF'],
  ['tru', 'unexpected EOF'],
  ['{a:1}', "invalid character 'a' looking for beginning of object key string"],
  ['{"a" 1}', "invalid character '1' after object key"],
  ['{"a":1 "b":2}', "invalid character '\"' after object key:value pair"],
  ['[1,]', "invalid character ']' looking for beginning of value"],
  ['[1 2]', "invalid character '2' after array element"],
  ['trux', "invalid character 'x' in literal true (expecting 'e')"],
  ['"\\x"', "invalid character 'x' in string escape code"],
  ['"\\u12g4"', "invalid character 'g' in \\u hexadecimal character escape"],
  ['"a\nb"', "invalid character '\\n' in string literal"],
  ['\0', "invalid character '\\x00' looking for beginning of value"],
  ['\x7f', "invalid character '\\x7f' looking for beginning of value"],
  [Buffer.from('é').toString('latin1'), "invalid character 'Ã' looking for beginning of value"],
  ["'", "invalid character '\\'' looking for beginning of value"],
  ['-a', "invalid character 'a' in numeric literal"],
  ['1.x', "invalid character 'x' after decimal point in numeric literal"],
  ['[1e}', "invalid character '}' in exponent of numeric literal"],
  ['['.repeat(1_000_000), 'exceeded max depth'],
])('says what is wrong with %.20j', (text, fault) => expect(() => firstJsonValue(text)).toThrow(new BodySyntaxError(fault)));

it('knows what a whole text may not have', () => {
  expect(describeJsonFault('{} }')).toBe("invalid character '}' after top-level value");
  expect(describeJsonFault('{')).toBe('unexpected end of JSON input');
});
