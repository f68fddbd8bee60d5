import { parseJsonPath } from './index';

const object = {
  metadata: { name: 'x', annotations: { 'foo.bar/baz': 'escaped' } },
  spec: { list: [{ a: 1, b: 'one' }, { a: 2, b: 'two' }, { a: 3 }], nothing: null, map: { k: 'v' } },
  status: { conditions: [{ type: 'Ready', status: 'True' }, { type: 'Odd (one)', status: 'False' }] },
};

/** As upstream's jsonpath_test.go has them, where it has. */
describe('JSONPath', () => {
  it.each<readonly [string, readonly unknown[]]>([
    ['.metadata.name', ['x']],
    ['$.metadata.name', ['x']],
    ['.metadata.missing.name', []],
    ['.spec.nothing', [null]],
    ['.spec.nothing.more', []],
    ['.metadata.annotations.foo\\.bar/baz', ['escaped']],
    ['.metadata.annotations.foo\\.bar\\/baz', ['escaped']],
    [".metadata.annotations['foo\\.bar/baz']", ['escaped']],
    ["['metadata']['name']", ['x']],
    ['.spec.list[0].b', ['one']],
    ['.spec.list[-1].a', [3]],
    ['.spec.list[0:2].a', [1, 2]],
    ['.spec.list[::2].a', [1, 3]],
    ['.spec.list[1:].a', [2, 3]],
    ['.spec.list[*].a', [1, 2, 3]],
    ['.spec.list[0,2].a', [1, 3]],
    ['.spec.map.*', ['v']],
    ['..k', ['v']],
    ['.status.conditions[?(@.type=="Ready")].status', ['True']],
    [".status.conditions[?(@.type=='Ready')].status", ['True']],
    ['.status.conditions[?(@.type == "Ready")].status', ['True']],
    ['.status.conditions[?(@.type=="Odd (one)")].status', ['False']],
    ['.status.conditions[?(@.type!="Ready")].status', ['False']],
    ['.spec.list[?(@.a>1)].a', [2, 3]],
    ['.spec.list[?(@.a<=1)].b', ['one']],
    ['.spec.list[?(@.b)].a', [1, 2]],
  ])('%s', (path, expected) => {
    expect(parseJsonPath(path).find(object)).toEqual(expected);
  });

  it.each<readonly [string, string]>([
    ['.spec.list[9]', 'array index out of bounds: index 9, length 3'],
    ['.spec.list[2:1]', 'starting index 2 is greater than ending index 1'],
    ['.spec.list[?(@.a>"x")]', 'incompatible types for comparison'],
  ])('%s leads nowhere, which is no result', (path, why) => {
    expect(() => parseJsonPath(path).find(object)).toThrow(why);
    expect(parseJsonPath(path).first(object)).toBeUndefined();
  });

  it.each<readonly [string, string]>([
    ['.a[0', 'unterminated array'],
    ['.a[x]', 'invalid array index x'],
    ['.a[?(@.b', 'unterminated filter'],
    ['@"b', 'unterminated quoted string'],
    ['....a', 'invalid multiple recursive descent'],
    ['hello', 'unrecognized identifier hello'],
    ['%', "unrecognized character in action: U+0025 '%'"],
  ])('%s is none', (path, why) => {
    expect(() => parseJsonPath(path)).toThrow(why);
  });
});
