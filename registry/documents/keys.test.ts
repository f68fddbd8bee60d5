import { seededRandom, type DocumentKey } from '../../api';
import { DocumentKeys, escapeSegment, unescapeSegment } from './keys';

const keys = new DocumentKeys('bcsstorage');
const key: DocumentKey = { shelf: 'dynamic', cluster: 'BCS-K8S-00000', type: 'Pod', namespace: 'default', name: 'web-0' };

test.each<[DocumentKey, string]>([
  [key, 'dynamic/BCS-K8S-00000/Pod/default/web-0'],
  [{ ...key, namespace: undefined }, 'dynamic/BCS-K8S-00000/Pod//web-0'],
  [{ ...key, namespace: '' }, 'dynamic/BCS-K8S-00000/Pod/%/web-0'],
  [{ ...key, cluster: '', name: '..' }, 'dynamic/%/Pod/default/..'],
  [{ ...key, cluster: 'a/b', type: 'a b', name: '100%' }, 'dynamic/a%2Fb/a%20b/default/100%25'],
  [{ ...key, name: '\u00e9\ud83d\ude00\ud83d' }, 'dynamic/BCS-K8S-00000/Pod/default/%C3%A9%F0%9F%98%80%uD83D'],
])('%p', (document, text) => {
  expect(keys.of(document)).toBe(`/registry/bcsstorage/${text}`);
  expect(keys.parse(keys.of(document))).toEqual(JSON.parse(JSON.stringify(document)));
});

test.each([
  'dynamic/c/Pod/web', 'dynamic/c/Pod/a/b/c', 'dynamic/c//default/web', '/c/Pod/default/web', 'dynamic/c/Pod/default/', 'dynamic/c/Pod/default/%zz', 'dynamic/c/Pod/default/%41', 'dynamic/c/Pod/default/%2f',
  'dynamic/c/Pod/default/%FF', 'dynamic/c/Pod/default/%u0041', 'dynamic/c/Pod/default/a b', 'dynamic/c/Pod/default/%ud83d',
])('%p is none', (text) => expect(keys.parse(`/registry/bcsstorage/${text}`)).toBeUndefined());

describe('whatever the parts are', () => {
  const random = seededRandom(7);
  const letters = ['/', '%', '', '.', '..', '\0', '%2F', '\ud83d', '\ude00', '\ud83d\ude00', '\uff0e', '\uffff', 'a', 'b', '-', 'u', '%u', 'D83D', ' ', '"', '\n', 'é'];
  const part = (): string => Array.from({ length: random.int(4) }, () => letters[random.int(letters.length)]).join('');
  const documents = Array.from({ length: 3000 }, (): DocumentKey =>
    ({ shelf: part(), cluster: part(), type: part(), ...(random.int(3) > 0 && { namespace: part() }), name: part() }));

  test('they are read back', () => {
    for (const document of documents) expect(keys.parse(keys.of(document))).toEqual(document);
    for (const { name } of documents) expect(unescapeSegment(escapeSegment(name))).toBe(name);
  });

  test('no two share a key', () => {
    const identity = ({ shelf, cluster, type, namespace, name }: DocumentKey): string => JSON.stringify([shelf, cluster, type, namespace ?? null, name]);
    expect(new Set(documents.map((document) => keys.of(document))).size).toBe(new Set(documents.map(identity)).size);
  });

  test('no cluster\'s prefix holds a document of another', () => {
    const clusters = [...new Set(documents.map(({ shelf, cluster }) => JSON.stringify([shelf, cluster])))].slice(0, 60).map((text) => JSON.parse(text) as [string, string]);
    const written = documents.slice(0, 1000).map((document) => ({ document, text: keys.of(document) }));
    for (const [shelf, cluster] of clusters) {
      const prefix = `${keys.prefix}${escapeSegment(shelf)}/${escapeSegment(cluster)}/`;
      const inside = written.filter(({ text }) => text.startsWith(prefix));
      expect(inside.every(({ document }) => document.shelf === shelf && document.cluster === cluster)).toBe(true);
    }
  });
});
