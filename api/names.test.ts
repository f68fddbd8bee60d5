import { configMapKeyFault, environmentNameFault, label1035Fault, labelFault, labelValueFault, pathSegmentFault, qualifiedNameFault, subdomainFault } from './names';

const long = (length: number): string => 'a'.repeat(length);

test.each<[string, (name: string) => string | undefined, readonly string[], readonly string[]]>([
  ['label', labelFault, ['a', '0', 'a-b', long(63)], ['', '-a', 'a-', 'A', 'a.b', 'a_b', long(64), 'a\n', 'é']],
  ['subdomain', subdomainFault, ['a', 'a.b', '0.1', long(253)], ['', '.', 'a.', 'a..b', 'A.b', 'a_b', long(254), 'a\n']],
  ['label1035', label1035Fault, ['a', 'a-0'], ['0a', 'a.b', '', long(64)]],
  ['label value', labelValueFault, ['', 'a', 'A_b.c-9', long(63)], ['-', 'a b', '.a', long(64), 'a/b']],
  ['qualified name', qualifiedNameFault, ['a', 'A.b', 'example.com/a', `${long(253)}/a`], ['', '/a', 'a/', 'a/b/c', 'Example.com/a', 'x y', `a/${long(64)}`, `${long(254)}/a`]],
  ['config map key', configMapKeyFault, ['a', '.a', 'A_b-c.d'], ['', '.', '..', '..a', 'a/b', long(254)]],
  ['environment name', environmentNameFault, ['A', '_a.b-c'], ['', '0a', 'a=b', '.', '..x']],
  ['path segment', pathSegmentFault, ['a', 'system:node', 'A B'], ['.', '..', 'a/b', 'a%b']],
])('%s', (_, fault, good, bad) => {
  expect(good.filter((name) => fault(name) !== undefined)).toEqual([]);
  expect(bad.filter((name) => fault(name) === undefined)).toEqual([]);
});

test('faults have upstream texts', () => {
  expect(subdomainFault('A')).toBe("a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')");
  expect(labelFault('a.b')).toBe('must not contain dots');
  expect(labelFault(long(64))).toBe('must be no more than 63 characters');
  expect(labelValueFault(long(64))).toBe('must be no more than 63 bytes');
  expect(qualifiedNameFault(long(64))).toBe('name part must be no more than 63 bytes');
  expect(qualifiedNameFault('/a')).toBe('prefix part must be non-empty');
  expect(qualifiedNameFault('a/b/c')).toBe("a valid label key must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]') with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')");
  expect(configMapKeyFault('..')).toBe("must not be '..'");
  expect(pathSegmentFault('a/b')).toBe("may not contain '/'");
});
