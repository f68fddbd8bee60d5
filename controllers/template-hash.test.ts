import { template } from './testing/objects';
import { podTemplateHash, safeEncode } from './template-hash';

test('the hash does not depend on the order of keys', () => {
  const { metadata, spec } = template;
  expect(podTemplateHash({ spec, metadata })).toBe(podTemplateHash({ metadata, spec }));
});

test('another template or collision count gives another hash', () => {
  const hash = podTemplateHash(template);
  expect(hash).toMatch(/^[bcdfghjklmnpqrstvwxz2456789]{1,10}$/);
  expect(podTemplateHash({ ...template, metadata: { labels: { app: 'other' } } })).not.toBe(hash);
  expect(podTemplateHash(template, 0)).not.toBe(hash);
  expect(podTemplateHash(template, 1)).not.toBe(podTemplateHash(template, 0));
});

test('safe encoding as upstream', () => {
  expect(safeEncode('0123456789')).toBe('456789bcdf');
});
