/** Of Kubernetes' and cel-go's own tests of these functions, and of their documentation. */
import { evaluate } from '../testing/evaluate';

const topics: Readonly<Record<string, readonly (readonly [string, unknown])[]>> = {
  strings: [
    ["'tacocat'.charAt(7)", ''], ["'tacocat'.charAt(8)", 'error: index out of range: 8'], ["'ta©o😀αT'.indexOf('😀')", 4], ["'tacocat'.lastIndexOf('at')", 5],
    ["'a😀c'.substring(1, 2)", '😀'], ["'abc'.substring(2, 1)", 'error: invalid substring range. start: 2, end: 1'], ["'ab'.replace('', '_')", '_a_b_'], ["'aaa'.replace('a', 'b', 2)", 'bba'],
    ["'a,b,c'.split(',', 2)", ['a', 'b,c']], ["'a,b'.split(',', 0)", []], ["'ab'.split('')", ['a', 'b']], ["' \\f\\u00a0x\\u0085'.trim()", 'x'], ["'TacoCÆt'.lowerAscii()", 'tacocÆt'],
    ["['a', 'b'].join('-')", 'a-b'], ["strings.quote('a\"b\\n')", '"a\\"b\\n"'],
  ],
  'format strings': [
    ["'%s %d %x %X %o %b %%'.format(['a', 5, 255, 'z', 8, true])", 'a 5 ff 7A 10 1 %'], ["'%.2f'.format([1234567.126])", '1,234,567.13'], ["'%.0f %.0f'.format([2.5, 3.5])", '2 4'],
    ["'%e'.format([2.71828])", '2.718280\u202f×\u202f10⁰⁰'], ["'%s'.format([[1, 'a', null, 1.5]])", '[1, "a", null, 1.500000]'], ["'%s'.format([{'b': 1, 'a': duration('1m')}])", '{"a":duration("60s"), "b":1}'],
    ["'%d'.format(['a'])", 'error: error during formatting: decimal clause can only be used on integers, was given string'], ["('%s ' + '%s').format(['a'])", 'error: index 1 out of range'],
    ["'%z'.format([1])", 'error: error during formatting: could not parse formatting clause: unrecognized formatting clause "z"'], ["'%'.format([])", 'error: unexpected end of string'], ["'%s'.format([{'a': [1, 'b']}])", '{"a":[1, "b"]}'],
  ],
  lists: [
    ['[1, 3, 2].isSorted()', false], ["['a', 'b'].isSorted()", true], ['[1.5, 2.0].sum()', 3.5], ["[duration('1m'), duration('1s')].sum()", '61s'], ['[3, 1, 2].min()', 1], ["['a', 'c'].max()", 'c'],
    ['[].sum()', 0], ["[] == [1] ? 1 : [1].filter(x, x > 1).max()", 'error: max called on empty list'], ['[1, 2, 1].lastIndexOf(1)', 2], ['[1, 2].indexOf(3)', -1],
    ['[1, 2, 3].slice(1, 3)', [2, 3]], ['[1].slice(0, 2)', 'error: cannot slice(0, 2), list is length 1'], ['[[1], [2, 3]].flatten()', [1, 2, 3]], ['[[[1], [2]], [[3]]].flatten(2)', [1, 2, 3]],
    ["['b', 'a'].sort()", ['a', 'b']], ["[{'n': 2}, {'n': 1}].sortBy(x, x.n)", [{ n: 1 }, { n: 2 }]], ['lists.range(3)', [0, 1, 2]], ['[1, 2].reverse()', [2, 1]], ['[1, 2, 1].distinct()', [1, 2]],
    ['[1, 2].first()', 1], ['[1].filter(x, x > 1).last().hasValue()', false],
  ],
  sets: [
    ['sets.contains([1, 2], [2])', true], ['sets.contains([[1], [2, 3]], [[2, 3]])', true], ['sets.equivalent([1, 2], [2, 1, 1])', true], ["sets.intersects(['a'], ['b'])", false],
  ],
  comprehensions: [
    ["{'a': 1}.all(k, v, k == 'a' && v == 1)", true], ["['x', 'y'].exists(i, v, i == 1 && v == 'y')", true], ["['x', 'y'].transformList(i, v, string(i) + v)", ['0x', '1y']],
    ["{'a': 1, 'b': 2}.transformMap(k, v, v > 1, v * 2)", { b: 4 }], ["{'a': 1}.transformMapEntry(k, v, {string(v): k})", { 1: 'a' }], ["['a', 'a'].transformMapEntry(i, v, {v: i})", 'error: insert failed: key a already exists'],
  ],
  optionals: [
    ["{'a': 1}.?a.value()", 1], ["{'a': 1}.?b.value()", 'error: optional.none() dereference'], ["{'a': {'b': 2}}.?a.b.orValue(3)", 2], ['[1][?3].orValue(9)', 9], ["optional.of(1).optMap(x, x + 1).value()", 2],
    ["optional.none().or(optional.of(2)).value()", 2], ["[?optional.of(1), ?optional.none()]", [1]], ["{?'a': optional.ofNonZeroValue(0)}", {}], ["has({'a': null}.a)", true],
  ],
  regex: [["'abc 123 def 456'.find('[0-9]+')", '123'], ["'a1b22'.findAll('[0-9]+', 1)", ['1']], ["'a'.find('(' + '(')", 'error: error parsing regexp: missing closing ): `((`']],
  urls: [
    ["url('https://user@Example.com:80/a%20b/c?k=v&k=w&x#f').getHost()", 'Example.com:80'], ["url('https://[::1]:80/').getHostname()", '::1'], ["url('https://a.b:80/').getPort()", '80'],
    ["url('https://a.b/c d').getEscapedPath()", '/c%20d'], ["url('/p?k=v&k=w&x').getQuery()", { k: ['v', 'w'], x: [''] }], ["isURL('example.com')", false], ["isURL('https://a:b')", false], ["isURL('/a%zz')", false],
    ["url('https:://kubernetes.io/').getHostname()", ''], ["url('mailto:a@b').getEscapedPath()", ''], ["url('../a')", 'error: URL parse error during conversion from string: parse "../a": invalid URI for request'], ["url('http://a').getScheme() == url('HTTP://a').getScheme()", true],
  ],
  networks: [
    ["ip('192.168.0.1').family()", 4], ["ip('::1').isLoopback()", true], ["ip('fe80::1').isLinkLocalUnicast()", true], ["ip('224.0.0.1').isLinkLocalMulticast()", true], ["ip('255.255.255.255').isGlobalUnicast()", false],
    ["ip('0.0.0.0').isUnspecified()", true], ["ip.isCanonical('2001:DB8::68')", false], ["isIP('::ffff:1.2.3.4')", false], ["string(ip('2001:db8:0:0::1'))", '2001:db8::1'],
    ["ip('2001:db8:::68')", 'error: IP Address "2001:db8:::68" parse error during conversion from string: ParseAddr("2001:db8:::68"): each colon-separated field must have at least one digit (at ":68")'],
    ["ip('192.168.0.1.0')", 'error: IP Address "192.168.0.1.0" parse error during conversion from string: ParseAddr("192.168.0.1.0"): IPv4 address too long'],
    ["ip('fe80::1%eth0')", 'error: IP address "fe80::1%eth0" with zone value is not allowed'], ["ip('::ffff:1.2.3.4')", 'error: IPv4-mapped IPv6 address "::ffff:1.2.3.4" is not allowed'],
    ["cidr('10.0.0.0/8').containsIP('10.1.2.3')", true], ["cidr('10.0.0.0/8').containsCIDR(cidr('10.1.0.0/16'))", true], ["cidr('10.1.0.0/16').containsCIDR('10.0.0.0/8')", false],
    ["string(cidr('192.168.1.5/24').masked())", '192.168.1.0/24'], ["cidr('10.0.0.0/8').prefixLength()", 8], ["cidr('10.0.0.0/8').ip() == ip('10.0.0.0')", true], ["type(cidr('10.0.0.0/8')) == net.CIDR", true],
    ["cidr('192.168.0.0/')", 'error: network address parse error during conversion from string: network address parse error during conversion from string: netip.ParsePrefix("192.168.0.0/"): bad bits after slash: ""'],
  ],
  quantities: [
    ["quantity('200M') == quantity('0.2G')", true], ["quantity('50k').add(20).sub(quantity('100k')).asInteger()", -49980], ["quantity('50.703k').asApproximateFloat()", 50703], ["quantity('50m').isInteger()", false],
    ["quantity('50Mi').isGreaterThan(quantity('50M'))", true], ["sign(quantity('-1'))", -1], ["isQuantity('10Mo')", false], ["quantity('200M').compareTo(quantity('0.2G'))", 0],
    ["quantity('10Mo')", "error: quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"], ["quantity('0.5').asInteger()", 'error: cannot convert value to integer'],
  ],
  formats: [
    ["format.dns1123Label().validate('my-name').hasValue()", false], ["format.named('dns1123Subdomain').value().validate('A').hasValue()", true], ["format.named('unknown').hasValue()", false],
    ["format.uuid().validate('x').value()", ['does not match the UUID format']], ["format.date().validate('2020-01-32').value()", ['invalid date']], ["format.byte().validate('aGVsbG8').value()", ['invalid base64']],
    ["format.dns1123LabelPrefix().validate('name-').hasValue()", false], ["format.dns1123Label() == format.named('dns1123Label').value()", true],
  ],
  semver: [
    ["semver('1.2.3').minor()", 2], ["semver('1.0.0-alpha.1').isLessThan(semver('1.0.0-alpha.beta'))", true], ["semver('1.0.0+a') == semver('1.0.0+b')", true], ["semver('v01.2', true).patch()", 0],
    ["semver('1.0')", 'error: No Major.Minor.Patch elements found'], ["isSemver('1.0')", false], ["semver('1.0.0').compareTo(semver('1.2.3'))", -1], ["isSemver('1.0-x', true)", false],
  ],
};

describe.each(Object.entries(topics))('%s', (_, cases) => {
  test.each(cases)('%s', (expression, expected) => {
    expect(evaluate(expression)).toEqual(expected);
  });
});
