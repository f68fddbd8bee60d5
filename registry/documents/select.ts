/** One selection of several collections, as if they were one. */
import type { Question, Selection, StoredDocument } from '../../api';
import { byId, compareKeys } from './row';
import type { Found, View } from './view';

interface Ranked { readonly document: StoredDocument; readonly time: number }

export async function selectFrom(views: readonly View[], question: Question): Promise<Selection> {
  const [view] = views;
  if (!view) return { total: 0, documents: [] };
  if (views.length === 1) return view.select(question);
  const { offset = 0, limit = Infinity } = question;
  const found = await Promise.all(views.map((each) => each.select({ ...question, offset: 0, limit: offset + limit })));
  // Runs that are in order already are merged, not sorted: Array.prototype.sort finds them.
  const all = found.flatMap(ranked).sort(order(question));
  return { total: found.reduce((sum, { total }) => sum + total, 0), documents: all.slice(offset, offset + limit).map(({ document }) => document) };
}

const ranked = ({ documents, times = [] }: Found): Ranked[] => documents.map((document, i) => ({ document, time: times[i] ?? 0 }));

const order = ({ order: asked = 'name' }: Question): ((a: Ranked, b: Ranked) => number) => (asked === 'name'
  ? ({ document: { key: a } }, { document: { key: b } }) => compareKeys(a, b)
  : (a, b) => b.time - a.time || byId(b.document, a.document));
