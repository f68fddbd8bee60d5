import { findDuplicates } from './duplicates';
import { describeJsonFault } from './json-fault';
import { parseJson, parseYaml, unrecognized } from './parse';
import { BodySyntaxError } from './syntax-error';

const parsed = (text: string) => parseYaml(Buffer.from(text));

describe('describeJsonFault speaks as encoding/json does', () => {
  it.each([
    ['', 'unexpected end of JSON input'],
    ['{"a":', 'unexpected end of JSON input'],
    ['hello', "invalid character 'h' looking for beginning of value"],
    ['{a: 1}', "invalid character 'a' looking for beginning of object key string"],
    ['{"a" 1}', "invalid character '1' after object key"],
    ['{"a": 1 "b": 2}', "invalid character '\"' after object key:value pair"],
    ['[1 2]', "invalid character '2' after array element"],
    ['{} x', "invalid character 'x' after top-level value"],
    ['[tru]', "invalid character ']' in literal true (expecting 'e')"],
    ['{"a":1,}', "invalid character '}' looking for beginning of object key string"],
    ['"a\nb"', "invalid character '\\n' in string literal"],
    ['"\\x"', "invalid character 'x' in string escape code"],
    ['[1.]', "invalid character ']' after decimal point in numeric literal"],
    ["{'a': 1}", "invalid character '\\'' looking for beginning of object key string"],
  ])('%j', (text, message) => expect(describeJsonFault(text)).toBe(message));
});

describe('findDuplicates', () => {
  it.each([
    ['{"a":1,"b":{"a":2}}', []],
    ['{"a":1,"a":2}', ['duplicate field "a"']],
    ['{"spec":{"containers":[{"name":"x"},{"name":"a","image":"i","name":"b"}]}}', ['duplicate field "spec.containers[1].name"']],
    ['{"a":"\\"b\\":1,\\\\","c":"{\\"a\\":","d":1}', []],
    ['["a","a",{"x":["a","a"]}]', []],
  ])('%s', (text, expected) => expect(findDuplicates(text)).toEqual(expected));

  it('finds them among many keys', () => {
    const many = Array.from({ length: 100 }, (_, i) => `"k${i}":${i}`).join(',');
    expect(findDuplicates(`{${many}}`)).toEqual([]);
    expect(findDuplicates(`{"data":{${many},"k7":0}}`)).toEqual(['duplicate field "data.k7"']);
  });

  it('refuses nesting that would overflow a stack', () => {
    expect(() => parseJson(Buffer.from('['.repeat(5_000) + ']'.repeat(5_000)))).toThrow('exceeded max depth');
    expect(() => parseJson(Buffer.from('['.repeat(1_000_000)))).toThrow(BodySyntaxError);
  });
});

it('keeps __proto__ an ordinary key', () => {
  const { value } = parseJson(Buffer.from('{"__proto__":{"polluted":true}}'));
  expect(Object.keys(value as object)).toEqual(['__proto__']);
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  parsed('__proto__: {polluted: true}');
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
});

describe('YAML is read as sigs.k8s.io/yaml reads it', () => {
  it('knows YAML 1.1 booleans, merge keys and anchors; dates stay text', () => {
    const { value } = parsed('a: yes\nb: &x {c: 1}\nd: {<<: *x, e: 0x10}\nt: 2026-01-01T00:00:00Z\ns: 1:30\nf: "yes"\n');
    expect(value).toEqual({ a: true, b: { c: 1 }, d: { c: 1, e: 16 }, t: '2026-01-01T00:00:00Z', s: '1:30', f: 'yes' });
  });

  it('tells doubled keys', () => {
    expect(parsed('data:\n  a: 1\n  a: 2\n').duplicates).toEqual(['line 3: key "a" already set in map']);
  });

  it('refuses alias bombs', () => {
    const lines = ['a: &a ["lol","lol","lol","lol","lol","lol","lol","lol","lol"]'];
    for (let i = 1; i < 9; i++) {
      const [previous, name] = [String.fromCharCode(96 + i), String.fromCharCode(97 + i)];
      lines.push(`${name}: &${name} [${Array.from({ length: 9 }, () => `*${previous}`).join(',')}]`);
    }
    expect(() => parsed(lines.join('\n'))).toThrow('excessive aliasing');
    const wide = `a: &a [${'1,'.repeat(50_000)}1]\n${Array.from({ length: 50 }, (_, i) => `k${i}: *a`).join('\n')}`;
    expect(() => parsed(wide)).toThrow('excessive aliasing');
  });

  it('refuses what is no YAML, several documents and deep nesting', () => {
    expect(() => parsed('a: [1')).toThrow(BodySyntaxError);
    expect(() => parsed('a: 1\n---\nb: 2\n')).toThrow(BodySyntaxError);
    expect(() => parsed('['.repeat(20_000))).toThrow(BodySyntaxError);
  });
});

it('words the refusal as upstream does, with the beginning of the body', () => {
  const refusal = (text: string): string => {
    try {
      parseJson(Buffer.from(text));
    } catch (error) {
      return unrecognized(error as BodySyntaxError, 'Pod', Buffer.from(text)).message;
    }
    return '';
  };
  expect(refusal('hello')).toBe("the object provided is unrecognized (must be of type Pod): couldn't get version/kind; json parse error: invalid character 'h' looking for beginning of value (68656c6c6f)");
  expect(refusal('{"kind": "Pod", "apiVersion": "v1", oops')).toContain('({"kind": "Pod", "apiVersion":  ...)');
  expect(refusal('')).toContain('unexpected end of JSON input (<empty>)');
});
