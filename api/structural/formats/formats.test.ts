import { formatCheck, isKnownFormat } from './index';

const long = 'a'.repeat(64);

/** With examples of upstream's own tests (kube-openapi strfmt, govalidator). */
const examples: Readonly<Record<string, { readonly good: readonly string[]; readonly bad: readonly string[] }>> = {
  bsonobjectid: { good: ['507f1f77bcf86cd799439011'], bad: ['', '507f1f77bcf86cd79943901', 'z07f1f77bcf86cd799439011'] },
  uri: {
    good: ['http://foo.bar/#com', 'https://foobar.com', 'http://foobar.中文网/', 'http://user:pass@www.foobar.com/', 'http://duckduckgo.com/?q=%2F', 'http://localhost:3000/', 'http://foobar.com?foo=bar',
      'xyz://foobar.com', 'mailto:someone@example.com', '/abs/test/dir', 'http://[::1]:80/', "http://foobar.com/t$-_.+!*\\'(),"],
    bad: ['', 'foobar.com', 'invalid.', '.com', './rel/test/dir', '/a%zz', 'http://a:b:c/', 'http://a b/'],
  },
  email: { good: ['a@b.c', 'Bob <bob@example.com>', '"odd name" <a.b@c.d>', 'ä@b.c'], bad: ['', 'a', 'a@', '@b', 'a@b@c', 'a b@c', `${'a'.repeat(900)}`] },
  hostname: { good: ['a', 'example.com', 'a-b.c-d.com', '1.com', 'ü.com'], bad: ['', '-a.com', 'a..b', 'a_b.com', `${long}.com`, 'a.b-.com'] },
  ipv4: { good: ['10.0.0.1', '010.0.0.1'], bad: ['', '::1', '1.2.3', '256.0.0.1'] },
  ipv6: { good: ['::1', '2001:db8::1', '::ffff:1.2.3.4'], bad: ['1.2.3.4', '1::2::3', ''] },
  cidr: { good: ['10.0.0.0/8', '010.0.0.0/8', '2001:db8::/32'], bad: ['10.0.0.0', '10.0.0.0/33', '10.0.0.0/', '/8'] },
  mac: { good: ['01:23:45:67:89:ab', '01-23-45-67-89-AB', '0123.4567.89ab', '02:00:5e:10:00:00:00:01'], bad: ['01:23:45:67:89', '01:23-45:67:89:ab', '0123456789ab'] },
  uuid: { good: ['01234567-89ab-cdef-0123-456789abcdef', '0123456789ABCDEF0123456789abcdef'], bad: ['01234567', 'g1234567-89ab-cdef-0123-456789abcdef'] },
  uuid3: { good: ['bcd02e22-68f0-3046-a512-327cca9def8f'], bad: ['025b0d74-00a2-4885-af46-084e7fbd0701'] },
  uuid4: { good: ['025b0d74-00a2-4048-bf57-227c5111bb34'], bad: ['025b0d74-00a2-4048-7f57-227c5111bb34'] },
  uuid5: { good: ['886313e1-3b8a-5372-9b90-0c9aee199e5d'], bad: ['886313e1-3b8a-4372-9b90-0c9aee199e5d'] },
  isbn: { good: ['3836221195', '978-4-87311-368-5', '3 401 01319 X'], bad: ['', 'foo', '3423214121'] },
  isbn10: { good: ['1-61729-085-8'], bad: ['978-3-8362-2119-1', '3 423 21412 1'] },
  isbn13: { good: ['9784873113685'], bad: ['978 3 8362 2119 0', '01234567890ab'] },
  creditcard: { good: ['4220855426222389', '4220 8554 2622 2389', '5139288802098206', '374953669708156'], bad: ['', 'credit card', '4220855426213389', '30190239451016'] },
  ssn: { good: ['111-11-1111', '111 11 1111'], bad: ['', '111111111', '1111-11-111'] },
  hexcolor: { good: ['CCccCC', 'fff', '#f00'], bad: ['', '#ff', 'fff0', '#ff12FG'] },
  rgbcolor: { good: ['rgb(0,31,255)', 'rgb(0,  31, 255)'], bad: ['rgb(1,349,275)', 'rgb(01,31,255)', 'rgba(0,31,255)'] },
  byte: { good: ['TG9y', 'Vml2YW11cyBmZXJtZW50dW0gc2VtcGVyIHBvcnRhLg=='], bad: ['', 'a', 'a===', 'ab c'] },
  password: { good: ['', 'anything'], bad: [] },
  date: { good: ['2020-02-29'], bad: ['2021-02-29', '2020-13-01', '2020-1-1', ''] },
  duration: { good: ['1h30m', '-1s', '3 days', '22 ns', '1 week', 'in 5 min'], bad: ['', '5', 'day', '3 x'] },
  'date-time': { good: ['2014-12-15T19:30:20.000Z', '2014-12-15t19:30:20+01:00'], bad: ['2014-12-15', '2014-12-15T25:30:20Z', '2014-12-15T19:30:20', '2014-02-30T19:30:20Z'] },
  'k8s-short-name': { good: ['a', 'a-1'], bad: ['', 'A', 'a.b', '-a', long] },
  'k8s-long-name': { good: ['a.b-1.c', long], bad: ['', 'A', 'a..b', 'a.'.repeat(127)] },
};

describe('formats', () => {
  it.each(Object.entries(examples))('%s', (name, { good, bad }) => {
    expect(good.filter((text) => !formatCheck(name)?.(text))).toEqual([]);
    expect(bad.filter((text) => formatCheck(name)?.(text))).toEqual([]);
  });

  it('takes no time over what looks almost right', () => {
    for (const name of Object.keys(examples)) formatCheck(name)?.(`${'a'.repeat(990)}!`);
    formatCheck('email')?.(`${'a.'.repeat(490)}<`);
    formatCheck('hostname')?.(`${'a'.repeat(62)}.${'-a'.repeat(90)}_`);
    expect(formatCheck('byte')?.(`${'abcd'.repeat(50_000)}!`)).toBe(false);
  });

  it('knows no others', () => {
    expect(['int-or-string', 'quantity', '', 'toString'].filter(isKnownFormat)).toEqual([]);
  });
});
