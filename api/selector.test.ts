import { ApiError } from './errors';
import { everything, formatSelector, nothing, parseFieldSelector, parseLabelSelector, selectorOf } from './selector';

const refusal = (parse: () => unknown): string => {
  try {
    parse();
  } catch (error) {
    if (error instanceof ApiError && error.code === 400) return error.message;
    throw error;
  }
  return 'accepted';
};

describe('label selectors from text', () => {
  test.each<[string, Record<string, string>, boolean]>([
    ['', { a: 'b' }, true], ['a=b', { a: 'b', c: 'd' }, true], ['a=b', { a: 'c' }, false], ['a=b', {}, false], ['a==b', { a: 'b' }, true],
    ['a!=b', {}, true], ['a!=b', { a: 'b' }, false], ['a', { a: '' }, true], ['!a', { a: '' }, false], ['! a', {}, true],
    ['a in (b,c)', { a: 'c' }, true], ['a in (b,c)', {}, false], ['a notin (b, c)', {}, true], ['a notin(b,c)', { a: 'b' }, false],
    ['a in (,b)', { a: '' }, true], ['a in ()', { a: '' }, true], ['a=', { a: '' }, true], ['a=,b', { a: '', b: 'x' }, true],
    ['a>5', { a: '6' }, true], ['a>5', { a: '5' }, false], ['a<5', { a: '-1' }, true], ['a>5', { a: 'x' }, false], ['a<5', {}, false],
    ['a>9007199254740992', { a: '9007199254740993' }, true],
    ['in=notin', { in: 'notin' }, true], ['in in (in,notin)', { in: 'in' }, true],
    ['a=b,!c,d in (e)', { a: 'b', d: 'e' }, true], ['a=b,!c', { a: 'b', c: '' }, false],
    ['constructor', {}, false], ['!toString', {}, true], ['constructor=x', {}, false],
    ['example.com/role = web', { 'example.com/role': 'web' }, true],
  ])('%s of %j: %s', (text, labels, selected) => expect(parseLabelSelector(text).matches(labels)).toBe(selected));

  test.each([
    ['b=1,a!=2', 'a!=2,b=1'], ['x in (c,a,c)', 'x in (a,c)'], [' x ,  !y ', 'x,!y'], ['a==b', 'a==b'], ['n>5,m<7', 'm<7,n>5'], ['x notin ( b )', 'x notin (b)'],
  ])('%s is printed as %s, which says the same', (text, printed) => {
    expect(parseLabelSelector(text).toString()).toBe(printed);
    expect(parseLabelSelector(printed).toString()).toBe(printed);
  });

  test.each([
    ['a=b=c', "found '=', expected: ',' or 'end of string'"],
    ['a,,b', "found ',', expected: identifier after ','"],
    ['a,', "found '', expected: identifier after ','"],
    ['=a', "found '=', expected: !, identifier, or 'end of string'"],
    ['a b', "unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt"],
    ['!a=b', "found '=', expected: ',' or 'end of string'"],
    ['!', "unable to parse requirement: found '', expected: identifier"],
    ['a in b', "unable to parse requirement: found 'b' expected: '('"],
    ['a in (b', "unable to parse requirement: found '', expected: ',' or ')'"],
    ['a in (', "unable to parse requirement: found '', expected: ',', ')' or identifier"],
    ['a in (b,=', "unable to parse requirement: found '=', expected: ',', or identifier"],
    ['a in (,', "unable to parse requirement: found '', expected: ',', or identifier"],
    ['a=(', "unable to parse requirement: found '(', expected: identifier"],
    ['a>x', 'unable to parse requirement: values[0]: Invalid value: "x": for \'Gt\', \'Lt\' operators, the value must be an integer'],
    ['a=-b', 'unable to parse requirement: values[0][a]: Invalid value: "-b": a valid label must be an empty string or consist of alphanumeric characters, \'-\', \'_\' or \'.\', and must start and end with an alphanumeric character (e.g. \'MyValue\',  or \'my_value\',  or \'12345\', regex used for validation is \'(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?\')'],
  ])('%s is refused: %s', (text, message) => expect(refusal(() => parseLabelSelector(text))).toBe(message));

  test('a bad key is told by its rule', () => {
    expect(refusal(() => parseLabelSelector('a/b/c=d'))).toContain('unable to parse requirement: <nil>: Invalid value: "a/b/c": a valid label key must consist of');
  });
});

describe('label selectors from objects', () => {
  test('labels and expressions all hold', () => {
    const selector = selectorOf({ matchLabels: { app: 'web' }, matchExpressions: [
      { key: 'tier', operator: 'In', values: ['b', 'a'] }, { key: 'env', operator: 'NotIn', values: ['dev'] }, { key: 'old', operator: 'DoesNotExist' }, { key: 'new', operator: 'Exists' },
    ] });
    expect(selector.toString()).toBe('app=web,env notin (dev),new,!old,tier in (a,b)');
    expect(selector.matches({ app: 'web', tier: 'a', new: '' })).toBe(true);
    expect(selector.matches({ app: 'web', tier: 'a', new: '', old: 'x' })).toBe(false);
  });

  test('none selects nothing, an empty one everything', () => {
    expect([selectorOf(undefined), selectorOf(null), nothing].map((s) => s.matches({}))).toEqual([false, false, false]);
    expect([selectorOf({}), everything].map((s) => [s.matches({}), s.matches(undefined), s.empty])).toEqual([[true, true, true], [true, true, true]]);
    expect(formatSelector(undefined)).toBe('<none>');
  });

  test('what is no selector is refused', () => {
    expect(refusal(() => selectorOf({ matchExpressions: [{ key: 'a', operator: 'Is' }] }))).toBe('"Is" is not a valid label selector operator');
    expect(refusal(() => selectorOf({ matchExpressions: [{ key: 'a', operator: 'In', values: [] }] }))).toContain("for 'in', 'notin' operators, values set can't be empty");
  });
});

describe('field selectors', () => {
  const object: Record<string, string> = { 'metadata.name': 'web', 'status.phase': 'Running', path: 'a,b=c\\' };
  const read = (field: string): string => object[field] ?? '';

  test.each([
    ['', true], ['metadata.name=web', true], ['metadata.name==web', true], ['metadata.name!=web', false], ['metadata.name=web,status.phase!=Running', false],
    ['spec.nodeName=', true], ['spec.nodeName!=', false], ['path=a\\,b\\=c\\\\', true], [',metadata.name=web,', true],
  ])('%s: %s', (text, selected) => expect(parseFieldSelector(text).matches(read)).toBe(selected));

  test('prints what parses to the same', () => {
    const selector = parseFieldSelector('path=a\\,b\\=c\\\\,a!=1');
    expect(selector.toString()).toBe('a!=1,path=a\\,b\\=c\\\\');
    expect(parseFieldSelector(selector.toString()).requirements).toEqual(selector.requirements);
    expect(selector.requirements).toEqual([{ field: 'a', operator: '!=', value: '1' }, { field: 'path', operator: '=', value: 'a,b=c\\' }]);
  });

  test.each([
    ['name', "invalid selector: 'name'; can't understand 'name'"],
    ['a=b=c', 'invalid field selector: unescaped character in value: 61'],
    ['a=b\\c', 'invalid field selector: invalid escape sequence: \\c'],
    ['a=b\\', 'invalid field selector: invalid escape sequence: \\'],
  ])('%s is refused: %s', (text, message) => expect(refusal(() => parseFieldSelector(text))).toBe(message));
});
