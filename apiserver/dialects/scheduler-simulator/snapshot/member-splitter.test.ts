import { seededRandom } from '../../../../api';
import { MemberSplitter } from './member-splitter';

const longest = 1000;

function split(text: string, sizes: () => number = () => text.length || 1): string[] {
  const taken: string[] = [];
  const splitter = new MemberSplitter((member, index, value) => { taken.push(`${member}${index === undefined ? '' : `[${index}]`} ${value.toString()}`); }, longest);
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length;) {
    const size = sizes();
    splitter.push(bytes.subarray(at, at + size));
    at += size;
  }
  splitter.end();
  return taken;
}

describe('a JSON object taken apart', () => {
  it.each<[string, string[]]>([
    ['{}', []],
    [' { } \n', []],
    ['{"a":[]}', []],
    ['{"a":[1,"b",{"c":[1,2]},[3],null]}', ['a[0] 1', 'a[1] "b"', 'a[2] {"c":[1,2]}', 'a[3] [3]', 'a[4] null']],
    ['{"a" : [ 1 , 2 ] , "b" : null }', ['a[0] 1', 'a[1] 2', 'b null']],
    ['{"a":{"b":[1]},"c":-1.5e3}', ['a {"b":[1]}', 'c -1.5e3']],
    ['{"a":["]","}","\\"]","\\\\"],"b":{"c":"}"}}', ['a[0] "]"', 'a[1] "}"', 'a[2] "\\"]"', 'a[3] "\\\\"', 'b {"c":"}"}']],
    ['{"\\u0061":1}', ['a 1']],
    ['{"ä":["ö"]}', ['ä[0] "ö"']],
  ])('%s', (text, taken) => expect(split(text)).toEqual(taken));

  it('is the same however it comes', () => {
    const random = seededRandom(7);
    const text = JSON.stringify({ pods: Array.from({ length: 40 }, (_, i) => ({ name: `p${i}`, text: 'x"\\ü]}'.repeat(i % 5), list: [[i], {}] })), other: { a: [1, { b: '[' }] }, last: true });
    const whole = split(text);
    expect(whole).toHaveLength(42);
    for (let round = 0; round < 200; round++) expect(split(text, () => 1 + Math.floor(random.float() * (round % 30 + 1)))).toEqual(whole);
  });

  it.each<[string, string]>([
    ['', 'it ends after 0 bytes'],
    ['[]', '"[" after 0 bytes'],
    ['{"a":[1}', '"}" after 7 bytes'],
    ['{"a":[1,]}', '"]" after 8 bytes'],
    ['{"a":[,1]}', '"," after 6 bytes'],
    ['{"a":}', '"}" after 5 bytes'],
    ['{"a" 1}', '"1" after 5 bytes'],
    ['{"a":1,}', '"}" after 7 bytes'],
    ['{,}', '"," after 1 bytes'],
    ['{a:1}', '"a" after 1 bytes'],
    ['{} {}', '"{" after 3 bytes'],
    ['{"a":[{"b":1}', 'it ends after 13 bytes'],
    ['{"a":"b', 'it ends after 7 bytes'],
    ['\u0000', 'byte 0 after 0 bytes'],
  ])('is refused: %j', (text, why) => expect(() => split(text)).toThrow(why));

  it('has values of bounded length', () => {
    expect(split(`{"a":["${'x'.repeat(longest - 2)}"]}`)).toHaveLength(1);
    expect(() => split(`{"a":[1,"${'x'.repeat(longest)}"]}`, () => 100)).toThrow('a[1]: longer than 1000 bytes');
    expect(() => split(`{"${'x'.repeat(2000)}":1}`)).toThrow('the name of a member: longer');
  });
});
