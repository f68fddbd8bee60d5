import { askedBy, routeOf } from './routing';
import { dns } from './testing/cluster';

test.each([
  ['shop.internal', '/catalog?x=1', { host: 'shop.internal', path: '/catalog', search: '?x=1' }],
  ['Shop.Internal.:8099', '/', { host: 'shop.internal', path: '/', search: '' }],
  ['other', 'http://shop.internal/a', { host: 'shop.internal', path: '/a', search: '' }],
  ['shop.internal', '/catalog/../cart', { host: 'shop.internal', path: '/cart', search: '' }],
  ['shop.internal', '/catalog/%2e%2e/cart', { host: 'shop.internal', path: '/cart', search: '' }],
  ['shop.internal', '/../../x', { host: 'shop.internal', path: '/x', search: '' }],
  ['shop.internal', '//evil/x', { host: 'shop.internal', path: '//evil/x', search: '' }],
  ['shop.internal', '/a%2fb', { host: 'shop.internal', path: '/a%2fb', search: '' }],
  [undefined, '/', undefined],
  ['', '/', undefined],
  ['a b', '/', undefined],
  ['shop.internal', '*', undefined],
  ['shop.internal', 'shop.internal:443', undefined],
  ['shop.internal', 'https://shop.internal/', undefined],
])('%s %s', (host, target, expected) => expect(askedBy(host, target)).toEqual(expected));

const objects = [
  dns('old', 'shop.internal', ['/catalog', 'catalog', '88'], ['cart/', 'cart', '81'], ['/catalog/special offers', 'offers', '82']),
  { ...dns('new', 'shop.internal', ['/', 'front', '80'], ['/catalog', 'later', '1']), metadata: { name: 'new', namespace: 'other' } },
];

test.each<[string, string, string | undefined]>([
  ['/catalog', '', 'default/catalog:88 /'],
  ['/catalog/', '', 'default/catalog:88 /'],
  ['/catalog/books/1', '?page=2', 'default/catalog:88 /books/1?page=2'],
  ['/catalog/special%20offers/x', '', 'default/offers:82 /x'],
  ['/cart', '', 'default/cart:81 /'],
  ['/cart/items', '', 'default/cart:81 /items'],
  ['/', '', 'other/front:80 /'],
  // A path is a path, not the beginning of a word.
  ['/catalogue', '', 'other/front:80 /catalogue'],
  ['/Cart', '', 'other/front:80 /Cart'],
])('%s%s -> %s', (path, search, expected) => {
  const route = routeOf(objects, { host: 'shop.internal', path, search });
  expect(route && `${route.namespace}/${route.service}:${route.port} ${route.path}`).toBe(expected);
});

test('no path fits', () => {
  expect(routeOf([dns('one', 'h', ['/a', 'a', '1'])], { host: 'h', path: '/b', search: '' })).toBeUndefined();
  expect(routeOf([dns('none', 'h')], { host: 'h', path: '/', search: '' })).toBeUndefined();
});
